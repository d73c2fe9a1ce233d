package io.bpfledger.benchmarks;

import io.bpfledger.benchmarks.ledger.LedgerBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code bin/bench [--list] [--check] [--quick] [NAME…]}. */
public final class Main {

  private static final String USAGE =
      """
      usage: bin/bench [--list] [--check] [--quick] [NAME...]

        NAME      run these benchmarks; without a name all of them
        --list    name the benchmarks with their targets, and run none
        --check   end with 1 when a target is missed, and name it
        --quick   a few samples only: shows that a benchmark works, not a figure to quote

      Each prints a table with the ratio to its peer of the same run and writes JSON to
      benchmarks/target/bench/NAME.json.
      """;

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, Benchmark> all = new TreeMap<>();
    for (Benchmark benchmark :
        List.of(
            new DowncallBenchmark(),
            new InventoryBenchmark(),
            new ChainBenchmark(),
            new LoadBenchmark(),
            new LedgerBenchmark())) {
      all.put(benchmark.name(), benchmark);
    }
    boolean check = false;
    boolean quick = false;
    List<Benchmark> chosen = new ArrayList<>();
    for (String argument : arguments) {
      switch (argument) {
        case "--help", "-h" -> {
          System.out.print(USAGE);
          return;
        }
        case "--list" -> {
          all.values().forEach(Main::describe);
          return;
        }
        case "--check" -> check = true;
        case "--quick" -> quick = true;
        default -> {
          Benchmark benchmark = all.get(argument);
          if (benchmark == null) {
            System.err.println(
                "bench: no benchmark '" + argument + "'; there are " + all.keySet() + "\n");
            System.err.print(USAGE);
            System.exit(2);
            return;
          }
          chosen.add(benchmark);
        }
      }
    }
    System.exit(run(chosen.isEmpty() ? List.copyOf(all.values()) : chosen, check, quick));
  }

  private static int run(List<Benchmark> chosen, boolean check, boolean quick) throws Exception {
    Path module = Path.of(System.getProperty("bpfledger.benchmarks", "benchmarks"));
    Path results = module.resolve("target/bench");
    Files.createDirectories(results);
    Bench bench = new Bench(module.resolve("src/main/c"), module.resolve("target/peers"), quick);
    List<String> missed = new ArrayList<>();
    for (Benchmark benchmark : chosen) {
      Report report = new Report(benchmark, benchmark.run(bench));
      System.out.println(report.table());
      Files.writeString(results.resolve(benchmark.name() + ".json"), report.json());
      missed.addAll(report.missed());
    }
    if (check) {
      missed.forEach(line -> System.err.println("missed: " + line));
    }
    return check && !missed.isEmpty() ? 1 : 0;
  }

  private static void describe(Benchmark benchmark) {
    System.out.println(benchmark.name() + ": " + benchmark.summary());
    benchmark.targets().forEach(target -> System.out.println("    " + target.describe()));
  }
}
