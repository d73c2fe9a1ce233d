package io.bpfledger.kernel;

import java.util.Optional;

/**
 * Why the verifier refused a program.
 *
 * @param program the program's name
 * @param log the whole log, as the kernel wrote it
 * @param summary the last telling lines of the log
 * @param instruction the instruction the verifier stopped at, when the log names one
 * @param sourceLine the source line of that instruction, when the object carries line information
 */
public record VerifierRejection(
    String program,
    String log,
    String summary,
    Optional<Integer> instruction,
    Optional<String> sourceLine) {}
