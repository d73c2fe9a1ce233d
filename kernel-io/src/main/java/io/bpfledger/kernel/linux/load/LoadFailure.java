package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.PlannedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts into words why libbpf did not load an object, from the error number and from what libbpf
 * said meanwhile.
 */
final class LoadFailure {

  private static final int DETAIL_LINES = 4;

  /** How libbpf begins what it says about a part of an object. */
  private static final Pattern PART = Pattern.compile("(prog|map) '([^']+)': .*");

  /** Lines that only repeat the error number, or give advice that is wrong by now. */
  private static final Predicate<String> HOLLOW =
      Pattern.compile(
              "failed to load object '.*"
                  + "|(prog|map) '[^']+': (BPF program load failed|failed to (load|create)): .*"
                  + "|.*Retrying without BTF.*"
                  + "|.*ulimit -l.*")
          .asMatchPredicate();

  private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");

  private final String object;
  private final LoadPlan plan;
  private final Supplier<List<String>> said;

  /**
   * Explains failures of one load.
   *
   * @param said what libbpf said until now
   */
  LoadFailure(String object, LoadPlan plan, Supplier<List<String>> said) {
    this.object = object;
    this.plan = plan;
    this.said = said;
  }

  /** libbpf would not open the file at all. */
  KernelError ofOpening(Errno errno) {
    return error(object, errno, detail(said.get()));
  }

  /** libbpf does not see what our own inspection of the file saw. */
  KernelError ofUnseen(String name) {
    return error(name + " of " + object, Errno.ENOENT, "libbpf does not see it in the object");
  }

  KernelError ofProgram(String program, Errno errno) {
    return error(programName(program), errno, detail(said.get()));
  }

  KernelError ofMap(String map, Errno errno) {
    return ofMap(map, errno, detail(said.get()));
  }

  KernelError ofMap(String map, Errno errno, String reason) {
    return error("map " + map + " of " + object, errno, reason);
  }

  /** The kernel has not what a program is to trace, hook or walk. */
  KernelError ofTarget(PlannedProgram program, String target, Errno errno) {
    String reason = "this kernel has no " + targetNoun(program) + " named " + target;
    KernelError error = error(programName(program.name()), errno, reason);
    return Files.exists(KERNEL_TYPES) ? error : error.withMissingFeature(Feature.VMLINUX_BTF);
  }

  /**
   * libbpf or the kernel refused to load what was opened and prepared.
   *
   * @param log what the verifier wrote; empty if it was not even asked
   */
  KernelError ofLoading(Errno errno, String log) {
    List<String> lines = said.get();
    // libbpf stops at the first part that fails; what it said about others were only warnings.
    Optional<Matcher> part =
        lines.reversed().stream().map(PART::matcher).filter(Matcher::matches).findFirst();
    if (part.isEmpty()) {
      return errno.equals(Errno.EPERM)
          ? error(object, errno, "loading programs needs CAP_BPF, or CAP_SYS_ADMIN")
          : error(object, errno, detail(lines));
    }
    String name = part.get().group(2);
    if (part.get().group(1).equals("map")) {
      return ofRefusedMap(name, errno, lines);
    }
    return plan.program(name)
        .map(program -> ofRefusedProgram(program, errno, lines, log))
        .orElseGet(() -> error(programName(name), errno, detail(lines)));
  }

  private KernelError ofRefusedProgram(
      PlannedProgram program, Errno errno, List<String> lines, String log) {
    String name = programName(program.name());
    if (!log.isBlank()) {
      return KernelError.of(Operation.LOAD_OBJECT, name, errno)
          .withRejection(VerifierLog.rejection(program.name(), log));
    }
    Optional<Feature> feature = program.neededFeature();
    if (feature.isPresent() && errno.equals(Errno.EPERM)) {
      String reason =
          "programs of type " + program.typeWords() + " are refused here, whoever loads";
      return error(name, errno, reason).withMissingFeature(feature.get());
    }
    KernelError error = error(name, errno, detail(lines));
    return feature.isPresent() && errno.equals(Errno.EINVAL)
        ? error.withMissingFeature(feature.get())
        : error;
  }

  private KernelError ofRefusedMap(String map, Errno errno, List<String> lines) {
    String detail = detail(lines);
    KernelError error = ofMap(map, errno, detail.isEmpty() ? meaningForMap(errno) : detail);
    return errno.equals(Errno.EINVAL) && isStructOps(map)
        ? error.withMissingFeature(Feature.STRUCT_OPS_LINK)
        : error;
  }

  /** Such maps use programs, and not the other way round. */
  private boolean isStructOps(String map) {
    return plan.hasStructOps()
        && plan.programs().values().stream().noneMatch(program -> program.maps().contains(map));
  }

  private static String meaningForMap(Errno errno) {
    return switch (errno.number()) {
      case 1 -> "making maps needs CAP_BPF, or CAP_SYS_ADMIN";
      case 7, 12 -> "it would be larger than the kernel allows";
      case 22 -> "this kernel takes no map of such a type, sizes and flags";
      default -> "";
    };
  }

  private static String targetNoun(PlannedProgram program) {
    return switch (program.type()) {
      case LSM -> "LSM hook";
      case TRACING ->
          switch (program.attachType().orElseThrow()) {
            case TRACE_RAW_TRACEPOINT -> "tracepoint";
            case TRACE_ITER -> "iterator";
            default -> "function";
          };
      default -> "function";
    };
  }

  private static String detail(List<String> lines) {
    List<String> telling = lines.stream().filter(HOLLOW.negate()).toList();
    int from = Math.max(0, telling.size() - DETAIL_LINES);
    return String.join("; ", telling.subList(from, telling.size()));
  }

  private String programName(String program) {
    return "program " + program + " of " + object;
  }

  private static KernelError error(String name, Errno errno, String detail) {
    return KernelError.of(Operation.LOAD_OBJECT, name, errno, detail);
  }
}
