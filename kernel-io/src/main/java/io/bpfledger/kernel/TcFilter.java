package io.bpfledger.kernel;

import io.bpfledger.kernel.attach.Direction;
import java.util.Optional;

/**
 * A filter as it was found.
 *
 * @param kind the classifier, {@code bpf} for those that run a program
 * @param program the program of a bpf filter
 * @param name what it was called by whoever set it; empty for other kinds
 */
public record TcFilter(
    int interfaceIndex,
    Direction direction,
    int priority,
    int handle,
    int chain,
    String kind,
    String name,
    Optional<ProgramId> program,
    boolean directAction) {}
