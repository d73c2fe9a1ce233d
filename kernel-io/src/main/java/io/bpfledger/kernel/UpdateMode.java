package io.bpfledger.kernel;

/** What an update of a map element expects to find. */
public enum UpdateMode {
  /** Make or replace. */
  ANY,
  /** Make; EEXIST when it is there. */
  ONLY_NEW,
  /** Replace; ENOENT when it is not there. */
  ONLY_EXISTING
}
