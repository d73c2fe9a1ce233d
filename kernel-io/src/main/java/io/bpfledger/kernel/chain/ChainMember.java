package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.ProgramId;

/**
 * One place in a chain.
 *
 * @param program the program that runs there; the same one may have several places
 * @param proceedOn its verdicts on which the next member runs
 */
public record ChainMember(ProgramId program, ProceedOn proceedOn) {}
