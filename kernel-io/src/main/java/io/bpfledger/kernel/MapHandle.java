package io.bpfledger.kernel;

/** An open reference to a map. */
public non-sealed interface MapHandle extends Handle {}
