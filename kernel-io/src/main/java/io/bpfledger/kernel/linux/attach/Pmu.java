package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.SystemFile;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event source of probes: its number, and where in config the kernel wants what.
 *
 * <p>Always asked of sysfs. The numbers differ from kernel to kernel, and a guessed one may be
 * another event source that takes the call and does something else.
 */
record Pmu(int type, int returnBit, int referenceCounterBit) {

  private static final Path SOURCES = Path.of("/sys/bus/event_source/devices");
  private static final Pattern CONFIG_BIT = Pattern.compile("config:(\\d{1,2})(?:-\\d{1,2})?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  static Result<Pmu> kprobes(String object) {
    return typeOf("kprobe", Feature.KPROBE, object)
        .flatMap(type -> bit("kprobe", "retprobe", object).map(bit -> new Pmu(type, bit, 0)));
  }

  static Result<Pmu> uprobes(String object) {
    return typeOf("uprobe", Feature.UPROBE, object)
        .flatMap(
            type ->
                bit("uprobe", "retprobe", object)
                    .flatMap(
                        returnBit ->
                            bit("uprobe", "ref_ctr_offset", object)
                                .map(counterBit -> new Pmu(type, returnBit, counterBit))));
  }

  long config(boolean atReturn, long referenceCounterOffset) {
    return (atReturn ? 1L << returnBit : 0) | referenceCounterOffset << referenceCounterBit;
  }

  private static Result<Integer> typeOf(String source, Feature feature, String object) {
    Path file = SOURCES.resolve(source).resolve("type");
    return SystemFile.read(file, Operation.CREATE_LINK)
        .map(String::strip)
        .flatMap(text -> number(NUMBER.matcher(text), 0, file, object))
        .mapError(
            error ->
                error.errno().equals(Errno.ENOENT)
                    ? KernelError.of(
                            Operation.CREATE_LINK, object, Errno.ENOENT, file + " is absent")
                        .withMissingFeature(feature)
                    : error);
  }

  private static Result<Integer> bit(String source, String field, String object) {
    Path file = SOURCES.resolve(source).resolve("format").resolve(field);
    return SystemFile.read(file, Operation.CREATE_LINK)
        .map(String::strip)
        .flatMap(text -> number(CONFIG_BIT.matcher(text), 1, file, object));
  }

  private static Result<Integer> number(Matcher matcher, int group, Path file, String object) {
    return matcher.matches()
        ? Result.success(Integer.parseInt(matcher.group(group)))
        : Result.failure(
            KernelError.of(Operation.CREATE_LINK, object, Errno.EIO, file + " is not as expected"));
  }
}
