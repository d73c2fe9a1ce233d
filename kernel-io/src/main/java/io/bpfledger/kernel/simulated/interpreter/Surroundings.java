package io.bpfledger.kernel.simulated.interpreter;

/** What a program can ask of the machine it runs on. */
public interface Surroundings {

  long nanos();

  int processor();

  /** A number that looks random and is the same in every run. */
  int random();

  /** The cookie of the link it runs for. */
  long cookie();
}
