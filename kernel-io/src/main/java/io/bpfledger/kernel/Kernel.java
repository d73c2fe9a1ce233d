package io.bpfledger.kernel;

/**
 * A kernel as one process sees it: everything bpfledger will ever ask of one.
 *
 * <p>The seam lies at operations of the kernel, not at "load program" or "attach program": rules
 * about paths, order and undoing are written once above it and run unchanged on Linux and on the
 * simulated kernel.
 *
 * <p>Calls block, some for 100 ms; they belong on a pool of platform threads. All parts may be used
 * from many threads at once. Closing gives back what the kernel object itself holds; handles are
 * closed by whoever opened them.
 */
public interface Kernel extends AutoCloseable {

  Objects objects();

  Programs programs();

  Maps maps();

  Links links();

  Bpffs bpffs();

  Network network();

  TrafficControl trafficControl();

  Features features();

  Notifications notifications();

  Host host();

  @Override
  void close();
}
