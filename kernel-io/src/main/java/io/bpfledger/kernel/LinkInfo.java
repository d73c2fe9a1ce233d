package io.bpfledger.kernel;

import java.util.Optional;

/**
 * What the kernel tells of a link.
 *
 * @param typeNumber the kernel's number of the link type
 * @param program what it runs; empty for a link that holds a map (struct_ops)
 */
public record LinkInfo(
    LinkId id, int typeNumber, Optional<ProgramId> program, LinkDetails details) {}
