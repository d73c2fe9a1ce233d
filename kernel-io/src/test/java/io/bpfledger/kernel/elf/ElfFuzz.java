package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Inspects mutants of the corpus for a while. Mutants that are accepted and unlike all others
 * before become seeds themselves.
 */
final class ElfFuzz {

  private static final Path FAILURES = Path.of("target", "elf-fuzz");

  /** Every so many mutants one is taken apart stage by stage, to see how deep mutants get. */
  private static final int DEPTH_SAMPLE = 16;

  /** Executions in which the JVM allocates for itself, as it uses classes for the first time. */
  private static final long WARM_UP = 1_000;

  /** The base of the bound on allocation, as if the file were larger by it. */
  private static final long FILE_BYTES_ALLOWED =
      InspectionProbe.ALLOCATED_BASE / InspectionProbe.ALLOCATED_PER_BYTE;

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** The words of a reason before the name of a section, function or variable. */
  private static final Pattern CAUSE =
      Pattern.compile(
          "^.*?(overlaps|named|outside of|data section|program|map|value of|instr|for)");

  private final long seed;
  private final SeedPool seeds = new SeedPool();
  private final Set<Object> shapes = new HashSet<>();
  private final Map<String, Integer> rejections = new TreeMap<>();

  private long executions;
  private long accepted;
  private long samples;
  private long behindSymbols;
  private long behindTypes;
  private long behindRelocations;
  private long slowestNanos;
  private long slowestExecution;
  private long seconds;
  private double allocatedPerByte;
  private long greediestExecution;

  ElfFuzz(long seed) {
    this.seed = seed;
  }

  /** Runs for a number of seconds; an assertion error says what to replay. */
  void run(long seconds) {
    this.seconds = seconds;
    ElfMutator mutator = new ElfMutator(new SplittableRandom(seed));
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      execute(mutator.mutant(seeds.parents(executions)));
    }
  }

  private void execute(byte[] mutant) {
    executions++;
    InspectionProbe.Outcome outcome;
    try {
      outcome = InspectionProbe.inspect(ObjectBytes.copyOf(mutant));
      if (executions % DEPTH_SAMPLE == 0) {
        sampleDepth(ObjectBytes.copyOf(mutant));
      }
    } catch (RuntimeException | Error failure) {
      throw failed(mutant, failure);
    }
    if (outcome.nanos() > slowestNanos) {
      slowestNanos = outcome.nanos();
      slowestExecution = executions;
    }
    double perByte = (double) outcome.allocated() / (mutant.length + FILE_BYTES_ALLOWED);
    if (executions > WARM_UP && perByte > allocatedPerByte) {
      allocatedPerByte = perByte;
      greediestExecution = executions;
    }
    outcome.rejection().ifPresent(rejection -> rejections.merge(cause(rejection), 1, Integer::sum));
    outcome.inspection().ifPresent(inspection -> accept(mutant, inspection));
  }

  private void accept(byte[] mutant, ObjectInspection inspection) {
    accepted++;
    Object shape =
        List.of(
            inspection.programs().size(),
            inspection.subprograms().size(),
            inspection.maps().size(),
            inspection.dataSections().size(),
            inspection.globals().size(),
            inspection.externs().size(),
            inspection.btf().present(),
            inspection.btf().extended());
    if (shapes.add(shape)) {
      seeds.keep(mutant);
    }
  }

  /** Counts the checks that a mutant gets past; a rejection just ends the counting. */
  private void sampleDepth(ObjectBytes object) {
    samples++;
    try {
      ElfFile elf = ElfFile.read(object);
      behindSymbols++;
      if (elf.section(".BTF").isPresent()) {
        Btf.read(elf.section(".BTF").orElseThrow().contents());
        behindTypes++;
      }
      boolean relocations = false;
      for (FunctionDefinition function : FunctionReader.read(elf)) {
        relocations |= !function.relocations().isEmpty();
      }
      behindRelocations += relocations ? 1 : 0;
    } catch (ElfRejected shallow) {
      // Counted by not being counted.
    }
  }

  /** The reason without what it says of this file: its numbers, its names. */
  private static String cause(ElfRejected rejection) {
    String reason = DIGITS.matcher(rejection.reason()).replaceAll("N");
    if (reason.endsWith("bytes of the file")) {
      return "a section ends outside of the file";
    }
    return CAUSE.matcher(reason).results().map(MatchResult::group).findFirst().orElse(reason);
  }

  private AssertionError failed(byte[] mutant, Throwable failure) {
    try {
      Files.createDirectories(FAILURES);
      Path file = FAILURES.resolve("seed-" + seed + "-execution-" + executions + ".o");
      Files.write(file, mutant);
      return new AssertionError(
          """
          execution %d of seed %d: %s
          replay: mvn -q verify -pl kernel-io -am -Dtest=ElfFuzzTest \
          -Dsurefire.failIfNoSpecifiedTests=false -Delf.fuzz.file=%s
          """
              .formatted(executions, seed, failure, file.toAbsolutePath()),
          failure);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  long executions() {
    return executions;
  }

  /** The share of mutants that have readable sections and symbols. */
  double shareBehindSymbols() {
    return (double) behindSymbols / samples;
  }

  /** The share of mutants whose types have all been walked. */
  double shareBehindTypes() {
    return (double) behindTypes / samples;
  }

  /** The share of mutants whose functions have been found, with relocations. */
  double shareBehindRelocations() {
    return (double) behindRelocations / samples;
  }

  double shareAccepted() {
    return (double) accepted / executions;
  }

  int causes() {
    return rejections.size();
  }

  String report() {
    StringBuilder report = new StringBuilder();
    report.append(
        """
        elf fuzz: seed %d, %d s, %d executions, %d per second
          accepted %.1f %%, rejected %.1f %% for %d reasons, %d shapes of objects
          past sections and symbols %.0f %%, past types %.0f %%, past relocations %.0f %%
          slowest %.1f ms (execution %d), nearest to the bound of %d allocated bytes per byte: %.1f (execution %d)
        """
            .formatted(
                seed,
                seconds,
                executions,
                executions / Math.max(1, seconds),
                100 * shareAccepted(),
                100 - 100 * shareAccepted(),
                causes(),
                shapes.size(),
                100 * shareBehindSymbols(),
                100 * shareBehindTypes(),
                100 * shareBehindRelocations(),
                slowestNanos / 1e6,
                slowestExecution,
                InspectionProbe.ALLOCATED_PER_BYTE,
                allocatedPerByte,
                greediestExecution));
    return report.toString();
  }

  /** How often each cause was given, for those who want to see it. */
  Map<String, Integer> rejections() {
    return Map.copyOf(rejections);
  }
}
