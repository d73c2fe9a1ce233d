package io.bpfledger.benchmarks;

import java.util.List;

/** One entry of {@code bin/bench --list}. */
public interface Benchmark {

  /** The word on the command line. */
  String name();

  /** What is measured beside what, in one line. */
  String summary();

  List<Target> targets();

  /** Measures everything in this run, peers included. */
  List<Measurement> run(Bench bench) throws Exception;
}
