package io.bpfledger.kernel;

/** The machine, and this life of it. */
public interface Host {

  /** Random for each boot; ids and load times mean nothing beyond it. */
  Result<String> bootId();

  /** The kernel release, for people only: features are probed. */
  Result<String> kernelRelease();
}
