package io.bpfledger.kernel;

/** An open reference to a program. */
public non-sealed interface ProgramHandle extends Handle {}
