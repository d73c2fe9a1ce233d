package io.bpfledger.journal.projection;

/** By its identity: that nobody else has seen the nodes which were made under it. */
final class Draft {}
