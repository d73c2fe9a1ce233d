package io.bpfledger.reconciler.plan;

/** The order of steps: what others need comes first, and nothing is removed before all is made. */
public enum Stage {
  FILE_SYSTEM,
  PROGRAMS,
  DISPATCHERS,
  LINKS,
  REMOVALS
}
