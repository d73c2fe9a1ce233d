package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A kernel with one device on it, and programs that each leave a step on a common trail, so that a
 * packet tells who ran and in which order.
 */
abstract class HookScene implements AutoCloseable {

  private static final int TRAIL_ENTRIES = 128;
  private static final String TRAIL = "trail";

  private final HookPoint point;
  private final Map<Integer, Load> loads = new LinkedHashMap<>();
  private final Map<LinkKey, Load> byLink = new LinkedHashMap<>();
  private long ids;

  HookScene(HookPoint point) {
    this.point = point;
  }

  abstract Kernel kernel();

  /** A bpffs that is only ours. */
  abstract Path root();

  abstract NetworkInterface device();

  /** Removes the device. */
  abstract void removeDevice();

  /** Makes another device of the same name. */
  abstract void addDevice();

  /** Lets packets through the hook, and waits until that many steps are on the trail. */
  abstract void packets(int count, int steps);

  final HookPoint point() {
    return point;
  }

  final Layout layout() {
    return new Layout(root());
  }

  final BootId boot() {
    return new BootId(kernel().host().bootId().orThrow());
  }

  final HookKey hook() {
    NetworkNamespace namespace = device().namespace();
    return new HookKey(point, new Device(namespace.path(), device().name()));
  }

  final KernelAnswer carryOut(DispatcherTask task) {
    return new DispatcherWork(workplace()).carryOut(task);
  }

  private Workplace workplace() {
    return new Workplace(kernel(), layout(), new Instance(new Ulid(7, 7)), boot());
  }

  final Ulid freshId() {
    ids++;
    return new Ulid(1, ids);
  }

  /** Makes the directories and the trail that everything here shares. */
  final void prepare() {
    kernel().bpffs().makeDirectory(layout().programs()).orThrow();
    MapSpec spec =
        new MapSpec(MapType.ARRAY, TRAIL, Integer.BYTES, Integer.BYTES, TRAIL_ENTRIES, 0);
    try (MapHandle map = kernel().maps().create(spec).orThrow()) {
      kernel().bpffs().pin(map, root().resolve(TRAIL)).orThrow();
    }
  }

  /** The verdict after which the next one runs by default. */
  final int passing() {
    return switch (point) {
      case XDP -> XdpVerdict.PASS.number();
      case TC_INGRESS, TC_EGRESS -> TcVerdict.PIPE.number();
      case TCX_INGRESS, TCX_EGRESS -> TcVerdict.UNSPEC.number();
    };
  }

  /** A verdict after which nobody else runs by default. */
  final int stopping() {
    return point == HookPoint.XDP ? XdpVerdict.DROP.number() : TcVerdict.OK.number();
  }

  final Optional<ProceedOn> defaultProceedOn() {
    return switch (point) {
      case XDP -> Optional.of(ProceedOn.OfXdp.DEFAULT);
      case TC_INGRESS, TC_EGRESS -> Optional.of(ProceedOn.OfTc.DEFAULT);
      case TCX_INGRESS, TCX_EGRESS -> Optional.empty();
    };
  }

  final String ordinary() {
    return point == HookPoint.XDP ? "xdp_step" : "tc_step";
  }

  /** A member whose program leaves this step and lets the next one run. */
  final Revision.Member member(int step) {
    return member(step, passing(), defaultProceedOn(), ordinary());
  }

  final Revision.Member member(int step, int verdict, Optional<ProceedOn> proceedOn, String code) {
    Load load = loads.computeIfAbsent(step, _ -> load(code, step, verdict));
    LinkKey link = new LinkKey(freshId());
    byLink.put(link, load);
    ProgramKey program = new ProgramKey(new Ulid(2, step));
    return new Revision.Member(link, program, "step" + step, 50, proceedOn);
  }

  /** How the program of a step is loaded. */
  final Load loadOf(int step) {
    return Objects.requireNonNull(loads.get(step));
  }

  private Load load(String code, int step, int verdict) {
    Path directory = layout().programs().resolve("step" + step);
    try (Handles open = new Handles()) {
      MapHandle trail = trailMap(open);
      LoadRequest request =
          new LoadRequest(
              TRAIL,
              TestObject.named(TRAIL),
              List.of(ProgramSelection.of(code)),
              Map.of(
                  "step",
                  TestObject.number(step, Integer.BYTES),
                  "verdict",
                  TestObject.number(verdict, Integer.BYTES)),
              Map.of(TRAIL, trail),
              Optional.empty());
      try (LoadedObject loaded = kernel().objects().load(request).orThrow()) {
        ProgramHandle program = loaded.program(code);
        kernel().bpffs().makeDirectory(directory).orThrow();
        kernel().bpffs().pin(program, directory.resolve("program")).orThrow();
        ProgramInfo info = kernel().programs().info(program).orThrow();
        return new Load(
            new Incarnation(boot(), info.id().value(), info.loadTimeNanos(), info.tag()),
            directory.resolve("program").toString(),
            directory.resolve("maps").toString(),
            List.of(),
            "Dual BSD/GPL",
            true);
      }
    }
  }

  private MapHandle trailMap(Handles open) {
    return open.pinned(workplace().pins(), root().resolve(TRAIL), MapHandle.class).orElseThrow();
  }

  /** The steps that one packet leaves. */
  final List<Integer> stepsOfAPacket(int expected) {
    return steps(1, expected);
  }

  final List<Integer> steps(int packets, int expected) {
    forget();
    packets(packets, expected);
    return readSteps();
  }

  final void forget() {
    try (Handles open = new Handles()) {
      kernel()
          .maps()
          .update(trailMap(open), TestObject.key(0), TestObject.number(0, 4), UpdateMode.ANY)
          .orThrow();
    }
  }

  final List<Integer> readSteps() {
    try (Handles open = new Handles()) {
      MapHandle trail = trailMap(open);
      List<Integer> steps = new ArrayList<>();
      int length = entry(trail, 0);
      for (int step = 1; step <= length; step++) {
        steps.add(entry(trail, step));
      }
      return steps;
    }
  }

  private int entry(MapHandle trail, int index) {
    byte[] value = kernel().maps().lookup(trail, TestObject.key(index)).orThrow().orElseThrow();
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  final SortedMap<LinkKey, Load> programs(Revision revision) {
    SortedMap<LinkKey, Load> programs = new TreeMap<>();
    for (Revision.Member member : revision.members()) {
      Load load = byLink.get(member.link());
      if (load != null) {
        programs.put(member.link(), load);
      }
    }
    return programs;
  }

  final Revision revision(long number, Revision.Member... members) {
    return new Revision(number, List.of(members));
  }

  final DispatcherTask.Place place(Revision revision, Optional<LiveRevision> before) {
    return new DispatcherTask.Place(
        freshId(), hook(), revision, programs(revision), Optional.empty(), before);
  }

  /** Puts a revision in place, which must succeed. */
  final LiveRevision placed(Revision revision, Optional<LiveRevision> before) {
    return live(carryOut(place(revision, before)));
  }

  static LiveRevision live(KernelAnswer answer) {
    if (answer instanceof DispatcherAnswer.RevisionPlaced(LiveRevision live)) {
      return live;
    }
    throw new AssertionError("not placed: " + answer);
  }

  static DispatcherAnswer.PlaceRefused refused(KernelAnswer answer) {
    if (answer instanceof DispatcherAnswer.PlaceRefused refused) {
      return refused;
    }
    throw new AssertionError("not refused: " + answer);
  }

  /** The link by which the only member of a hook holds it. */
  static LinkId linkOf(LiveRevision live) {
    if (live.placement() instanceof Placement.Direct(_, Placement.LinkHolder(var hold))) {
      return new LinkId(hold.kernelLinkId());
    }
    throw new AssertionError("held by no link: " + live);
  }

  final HookObservation survey(Optional<Revision> planned, Optional<LiveRevision> before) {
    SortedMap<LinkKey, Load> programs = planned.map(this::programs).orElseGet(TreeMap::new);
    KernelAnswer answer =
        carryOut(new DispatcherTask.Survey(freshId(), hook(), planned, programs, before));
    if (answer instanceof DispatcherAnswer.HookSurveyed(HookObservation observation)) {
      return observation;
    }
    throw new AssertionError("not surveyed: " + answer);
  }

  final KernelAnswer clear(LiveRevision live) {
    return carryOut(new DispatcherTask.Clear(freshId(), hook(), live, live.revision().number()));
  }

  /** The filters at the ingress of the device, whoever's they are. */
  final List<TcFilter> ingressFilters() {
    return kernel().trafficControl().filters(new TcTarget(device(), Direction.INGRESS)).orThrow();
  }

  /** All paths of ours below a directory, without those of programs. */
  final List<String> pins() {
    List<String> paths = new ArrayList<>();
    collect(root(), paths);
    return paths.stream()
        .map(path -> root().relativize(Path.of(path)).toString())
        .filter(path -> !path.startsWith("programs") && !path.equals(TRAIL))
        .filter(path -> !path.endsWith(".debug"))
        .toList();
  }

  private void collect(Path directory, List<String> paths) {
    Result<List<BpffsEntry>> listed = kernel().bpffs().list(directory);
    for (BpffsEntry entry : listed.orThrow()) {
      paths.add(entry.path().toString());
      if (entry instanceof BpffsEntry.Directory(Path inner)) {
        collect(inner, paths);
      }
    }
  }

  @Override
  public abstract void close();
}
