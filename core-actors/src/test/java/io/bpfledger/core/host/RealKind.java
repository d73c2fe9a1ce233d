package io.bpfledger.core.host;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.FexitAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.LsmAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.linux.binary.Binary;
import io.bpfledger.kernel.testing.Datagrams;
import io.bpfledger.kernel.testing.LibraryCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A way to attach a program that stands alone, and how to make it run a number of times.
 *
 * @param needs what a kernel must have for it
 * @param function what the program is loaded for, where its section does not say
 * @param map where it counts
 * @param place where in that
 * @param event makes it run as often as told, and nothing else of this process does
 * @param details what the kernel tells of the link
 */
record RealKind(
    String name,
    Feature needs,
    String object,
    String program,
    AttachKind kind,
    Optional<String> function,
    String map,
    int place,
    Function<RealWorld, Attachment> on,
    BiConsumer<RealWorld, Integer> event,
    Function<RealWorld, LinkDetails> details) {

  private static final long COOKIE = 0xc0ffee_0000_0004L;

  /** A tracepoint that is passed when somebody makes a cgroup. */
  private static final String QUIET = "cgroup_mkdir";

  private static final OptionalInt SELF = OptionalInt.of(RealWorld.self());
  private static final UserBinary LIBRARY =
      new UserBinary(LibraryCall.LIBRARY, OptionalInt.empty());
  private static final UserBinary OWN_LIBRARY = new UserBinary(LibraryCall.LIBRARY, SELF);
  private static final UserPlace FUNCTION =
      new UserPlace(Optional.of(LibraryCall.FUNCTION), 0, 0, COOKIE);
  private static final int IPV4 = 2;
  private static final int LOCAL_OUT = 3;

  static final List<RealKind> ALL =
      List.of(
          call(
              "tracepoint",
              Feature.PERF_LINK,
              AttachKind.TRACEPOINT,
              0,
              new TracepointAttachment("syscalls", LibraryCall.TRACEPOINT, COOKIE),
              new LinkDetails.Tracepoint(LibraryCall.TRACEPOINT, OptionalLong.of(COOKIE))),
          quiet(
              "raw_tracepoint",
              Feature.RAW_TRACEPOINT_COOKIE,
              AttachKind.RAW_TRACEPOINT,
              Optional.empty(),
              1,
              new RawTracepointAttachment(QUIET, COOKIE)),
          quiet(
              "any_tp_btf",
              Feature.TP_BTF,
              AttachKind.TP_BTF,
              Optional.of(QUIET),
              2,
              new TpBtfAttachment(COOKIE)),
          call(
              "kprobe",
              Feature.KPROBE,
              AttachKind.KPROBE,
              3,
              new KprobeAttachment(LibraryCall.KERNEL_FUNCTION, 0, COOKIE),
              new LinkDetails.Unknown()),
          call(
              "kretprobe",
              Feature.KPROBE,
              AttachKind.KRETPROBE,
              4,
              new KretprobeAttachment(LibraryCall.KERNEL_FUNCTION, COOKIE),
              new LinkDetails.Unknown()),
          call(
              "kprobe_multi",
              Feature.KPROBE_MULTI,
              AttachKind.KPROBE_MULTI,
              5,
              new KprobeMultiAttachment(
                  List.of(LibraryCall.KERNEL_FUNCTION), List.of(COOKIE), false),
              new LinkDetails.Unknown()),
          uprobe("a function", new UprobeAttachment(LIBRARY, FUNCTION, SELF)),
          uprobe(
              "an offset",
              new UprobeAttachment(new UserBinary(library(), OptionalInt.empty()), offset(), SELF)),
          uprobe(
              "a function for everybody",
              new UprobeAttachment(LIBRARY, FUNCTION, OptionalInt.empty())),
          uprobe(
              "a function in a mount namespace", new UprobeAttachment(OWN_LIBRARY, FUNCTION, SELF)),
          call(
              "uretprobe",
              Feature.UPROBE,
              AttachKind.URETPROBE,
              8,
              new UretprobeAttachment(LIBRARY, FUNCTION, SELF),
              new LinkDetails.Uprobe(true, library(), offset().offset(), OptionalLong.of(COOKIE))),
          call(
              "uprobe_multi",
              Feature.UPROBE_MULTI,
              AttachKind.UPROBE_MULTI,
              9,
              new UprobeMultiAttachment(LIBRARY, List.of(FUNCTION), SELF, false),
              new LinkDetails.UprobeMulti(
                  library(), List.of(offset().offset()), 1, false, RealWorld.self())),
          call(
              "uretprobe_multi",
              Feature.UPROBE_MULTI,
              AttachKind.UPROBE_MULTI,
              10,
              new UprobeMultiAttachment(LIBRARY, List.of(FUNCTION), SELF, true),
              new LinkDetails.UprobeMulti(
                  library(), List.of(offset().offset()), 1, true, RealWorld.self())),
          trampoline("fentry", AttachKind.FENTRY, 11, new FentryAttachment(COOKIE)),
          trampoline("fexit", AttachKind.FEXIT, 12, new FexitAttachment(COOKIE)),
          call(
              "lsm",
              Feature.LSM,
              AttachKind.LSM,
              14,
              new LsmAttachment(0),
              new LinkDetails.Unknown()),
          new RealKind(
              "netfilter",
              Feature.NETFILTER_LINK,
              "netfilter",
              "accept_one",
              AttachKind.NETFILTER,
              Optional.empty(),
              "runs",
              0,
              world -> new NetfilterAttachment(namespace(world), IPV4, LOCAL_OUT, -7, false),
              RealKind::exchange,
              _ -> new LinkDetails.Netfilter(IPV4, LOCAL_OUT, -7, 0)),
          new RealKind(
              "sk_lookup",
              Feature.SK_LOOKUP,
              "sk_lookup",
              "pass_lookup",
              AttachKind.SK_LOOKUP,
              Optional.empty(),
              "runs",
              0,
              world -> new SkLookupAttachment(namespace(world)),
              RealKind::exchange,
              world ->
                  new LinkDetails.NetworkNamespaceHook(
                      world
                          .machine()
                          .network()
                          .identify(world.network().namespace())
                          .orThrow()
                          .inode(),
                      AttachType.SK_LOOKUP.number())),
          new RealKind(
              "perf_event",
              Feature.PERF_LINK,
              "perf_event",
              "on_sample",
              AttachKind.PERF_EVENT,
              Optional.empty(),
              "samples",
              0,
              world ->
                  new PerfEventAttachment(
                      Wanderer.EVENT_TYPE,
                      Wanderer.EVENT,
                      1,
                      0,
                      OptionalInt.of(world.wanderer().thread()),
                      OptionalInt.empty(),
                      COOKIE),
              (world, times) -> world.wanderer().move(times),
              _ ->
                  new LinkDetails.PerfEvent(
                      Wanderer.EVENT_TYPE, Wanderer.EVENT, OptionalLong.of(COOKIE))));

  private static RealKind call(
      String name, Feature needs, AttachKind kind, int place, Attachment on, LinkDetails details) {
    return tracing(
        name,
        needs,
        "on_" + name,
        kind,
        Optional.empty(),
        place,
        on,
        (_, times) -> LibraryCall.make(times),
        details);
  }

  private static RealKind uprobe(String name, UprobeAttachment on) {
    return tracing(
        "uprobe of " + name,
        Feature.UPROBE,
        "on_uprobe",
        AttachKind.UPROBE,
        Optional.empty(),
        7,
        on,
        (_, times) -> LibraryCall.make(times),
        new LinkDetails.Uprobe(
            false, library(), offset().offset(), OptionalLong.of(on.place().cookie())));
  }

  private static RealKind trampoline(String name, AttachKind kind, int place, Attachment on) {
    return tracing(
        name,
        Feature.TRAMPOLINE,
        "on_any_" + name,
        kind,
        Optional.of(LibraryCall.KERNEL_FUNCTION),
        place,
        on,
        (_, times) -> LibraryCall.make(times),
        new LinkDetails.Unknown());
  }

  private static RealKind quiet(
      String name,
      Feature needs,
      AttachKind kind,
      Optional<String> function,
      int place,
      Attachment on) {
    return tracing(
        name,
        needs,
        "on_" + name,
        kind,
        function,
        place,
        on,
        (world, times) -> {
          for (int made = 0; made < times; made++) {
            world.cgroup().makeAndRemoveChild();
          }
        },
        new LinkDetails.RawTracepoint(QUIET, OptionalLong.of(COOKIE)));
  }

  private static RealKind tracing(
      String name,
      Feature needs,
      String program,
      AttachKind kind,
      Optional<String> function,
      int place,
      Attachment on,
      BiConsumer<RealWorld, Integer> event,
      LinkDetails details) {
    return new RealKind(
        name,
        needs,
        "tracing",
        program,
        kind,
        function,
        "hits",
        place,
        _ -> on,
        event,
        _ -> details);
  }

  static RealKind named(String name) {
    return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
  }

  /** The kernel tells a probe's path as it was given, and it may have been a descriptor's. */
  static LinkDetails resolved(LinkDetails seen) {
    return seen instanceof LinkDetails.Uprobe(boolean atReturn, String path, long at, var cookie)
        ? new LinkDetails.Uprobe(
            atReturn, path.startsWith("/proc/self/fd/") ? library() : resolved(path), at, cookie)
        : seen;
  }

  private static String resolved(String path) {
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A uretprobe as that above, of another process. */
  static Attachment uretprobe(int process) {
    return new UretprobeAttachment(LIBRARY, FUNCTION, OptionalInt.of(process));
  }

  /** Only runs that this process causes are counted, where others could. */
  Map<String, Integer> globals() {
    return object.equals("tracing") ? Map.of("only_process", RealWorld.self()) : Map.of();
  }

  private static void exchange(RealWorld world, int times) {
    int received = Datagrams.received(world.network(), times);
    if (received != times) {
      throw new AssertionError(received + " of " + times + " datagrams came");
    }
  }

  private static String namespace(RealWorld world) {
    return world.network().namespace().path();
  }

  /** Where the C library is, as the kernel tells it. */
  private static String library() {
    return LibraryOnDisk.PATH;
  }

  private static UserPlace offset() {
    return new UserPlace(Optional.empty(), LibraryOnDisk.OFFSET, 0, COOKIE);
  }

  /** Found once. */
  private static final class LibraryOnDisk {

    static final String PATH;
    static final long OFFSET;

    static {
      try (Binary binary =
          Binary.open(Path.of(LibraryCall.LIBRARY), OptionalInt.empty(), "library").orThrow()) {
        PATH = resolved(binary.kernelPath());
        OFFSET = binary.offsetOf(LibraryCall.FUNCTION, "library").orThrow();
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
