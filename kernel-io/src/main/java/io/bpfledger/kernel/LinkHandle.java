package io.bpfledger.kernel;

/** An open reference to a link. */
public non-sealed interface LinkHandle extends Handle {}
