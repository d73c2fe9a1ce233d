package io.bpfledger.reconciler.diff;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells whether a link runs the program it should, and where. */
final class LinkPrograms {

  private final SurveyIndex index;

  LinkPrograms(SurveyIndex index) {
    this.index = index;
  }

  enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  /** What a link should run. */
  sealed interface Expected {

    String describe();
  }

  /**
   * This very program; a structure runs none, and is told by its map.
   *
   * @param maps the numbers of the program's maps, if they are known
   */
  record ByIncarnation(Incarnation incarnation, Optional<Set<Integer>> maps) implements Expected {

    @Override
    public String describe() {
      return Integer.toUnsignedString(incarnation.kernelId());
    }
  }

  /** One that bears our mark of a program. */
  record ByMark(ProgramKey program) implements Expected {

    @Override
    public String describe() {
      return "one with our mark of " + program;
    }
  }

  /** One that bears our mark of anything. */
  record ByAnyMark() implements Expected {

    @Override
    public String describe() {
      return "one with our mark";
    }
  }

  static Set<Integer> maps(Load load) {
    return load.maps().stream().map(Load.LoadedMap::kernelId).collect(Collectors.toSet());
  }

  Answer runs(LinkInfo link, Expected expected) {
    Optional<ProgramId> program = link.program();
    if (program.isEmpty()) {
      return structure(link, expected);
    }
    return switch (expected) {
      case ByIncarnation(Incarnation incarnation, _) -> runs(program.get(), incarnation);
      case ByMark(ProgramKey key) ->
          marked(
              program.get(),
              mark -> mark.equals(new Marker(index.survey().instance(), key.ulid())));
      case ByAnyMark _ ->
          marked(program.get(), mark -> mark.instance().equals(index.survey().instance()));
    };
  }

  private Answer runs(ProgramId program, Incarnation incarnation) {
    if (program.value() != incarnation.kernelId() || !index.isBoot(incarnation.boot())) {
      return Answer.NO;
    }
    Optional<ProgramInfo> info = index.program(program);
    if (info.isEmpty()) {
      return Answer.UNKNOWN;
    }
    return index.is(incarnation, info.get()) ? Answer.YES : Answer.NO;
  }

  private Answer marked(ProgramId program, Predicate<Marker> wanted) {
    return switch (index.mark(program)) {
      case Reading.Seen<Marker>(Marker mark) -> wanted.test(mark) ? Answer.YES : Answer.NO;
      case Reading.Nothing<Marker> _ ->
          index.program(program).isPresent() || index.knows(InventoryPart.PROGRAMS)
              ? Answer.NO
              : Answer.UNKNOWN;
      case Reading.Unread<Marker> _ -> Answer.UNKNOWN;
    };
  }

  private static Answer structure(LinkInfo link, Expected expected) {
    return expected instanceof ByIncarnation(_, Optional<Set<Integer>> maps)
            && maps.isPresent()
            && link.details() instanceof LinkDetails.StructOps(Optional<MapId> map)
            && map.filter(id -> maps.get().contains(id.value())).isPresent()
        ? Answer.YES
        : Answer.NO;
  }

  /** Whether a link holds no hook any more, as far as its kind can tell. */
  static boolean isDefunct(LinkDetails details) {
    return switch (details) {
      case LinkDetails.Xdp(int device) -> device == 0;
      case LinkDetails.Tcx(int device, _) -> device == 0;
      case LinkDetails.Cgroup(long cgroup, _) -> cgroup == 0;
      case LinkDetails.NetworkNamespaceHook(long namespace, _) -> namespace == 0;
      case LinkDetails.RawTracepoint _,
          LinkDetails.Tracing _,
          LinkDetails.Iterator _,
          LinkDetails.Netfilter _,
          LinkDetails.StructOps _,
          LinkDetails.Tracepoint _,
          LinkDetails.Kprobe _,
          LinkDetails.Uprobe _,
          LinkDetails.PerfEvent _,
          LinkDetails.KprobeMulti _,
          LinkDetails.UprobeMulti _,
          LinkDetails.Unknown _ ->
          false;
    };
  }

  /** Whether the kernel tells enough of two links to say that they are on the same place. */
  static boolean isSamePlace(LinkInfo one, LinkInfo other) {
    if (one.typeNumber() != other.typeNumber() || isDefunct(one.details())) {
      return false;
    }
    return switch (one.details()) {
      // An interface's number is unique in its namespace only, which these do not tell.
      case LinkDetails.Xdp _, LinkDetails.Tcx _, LinkDetails.Netfilter _ -> false;
      // An iterator link may be one of many, and these tell too little.
      case LinkDetails.Iterator _,
          LinkDetails.KprobeMulti _,
          LinkDetails.UprobeMulti _,
          LinkDetails.PerfEvent _,
          LinkDetails.Unknown _ ->
          false;
      case LinkDetails.RawTracepoint _,
          LinkDetails.Tracing _,
          LinkDetails.Cgroup _,
          LinkDetails.NetworkNamespaceHook _,
          LinkDetails.StructOps _,
          LinkDetails.Tracepoint _,
          LinkDetails.Kprobe _,
          LinkDetails.Uprobe _ ->
          one.details().equals(other.details());
    };
  }
}
