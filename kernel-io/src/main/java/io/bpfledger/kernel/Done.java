package io.bpfledger.kernel;

/** The value of an operation that has nothing to say but that it was done. */
public enum Done {
  DONE
}
