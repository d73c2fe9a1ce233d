package io.bpfledger.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What benchmarks of one run share: how long they may take, and the peers written in C.
 *
 * @param sources the folder with the C sources of the peers
 * @param scratch where they are compiled to
 * @param quick a few samples only: to see that a benchmark works, not to quote
 */
public record Bench(Path sources, Path scratch, boolean quick) {

  private static final int PEER_TIMEOUT_SECONDS = 300;

  public int samples(int wanted) {
    return quick ? Math.max(3, wanted / 20) : wanted;
  }

  /** Compiles a peer and gives the path of the program. */
  Path compile(String name, String... libraries) throws IOException, InterruptedException {
    Files.createDirectories(scratch);
    Path program = scratch.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of(
                "cc", "-O2", "-o", program.toString(), sources.resolve(name + ".c").toString()));
    command.addAll(Arrays.asList(libraries));
    run(command);
    return program;
  }

  /** Runs a peer that prints one number a line. */
  double[] numbers(Path program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    return run(command).lines().mapToDouble(Double::parseDouble).toArray();
  }

  /** Runs a command to its end and gives what it printed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output;
    try (InputStream printed = process.getInputStream()) {
      output = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!process.waitFor(PEER_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " did not end in " + PEER_TIMEOUT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return output;
  }

  /** Something to time. */
  public interface Action {
    void run() throws Exception;
  }

  /**
   * Times an action so many times, each sample in nanoseconds, after a warm-up of the same size.
   */
  public static double[] time(int samples, Action action) throws Exception {
    for (int warm = 0; warm < samples; warm++) {
      action.run();
    }
    double[] times = new double[samples];
    for (int sample = 0; sample < samples; sample++) {
      long start = System.nanoTime();
      action.run();
      times[sample] = System.nanoTime() - start;
    }
    return times;
  }

  public static double[] divided(double[] samples, double divisor) {
    return Arrays.stream(samples).map(sample -> sample / divisor).toArray();
  }
}
