package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links that stand alone: their programs run exactly as often as what they are on happens. */
@RealKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealLinkLifecycleTest {

  private static final LinuxFeatures FEATURES = new LinuxFeatures();
  private static final Path CONGESTION_CONTROLS =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

  private RealWorld world;

  @BeforeAll
  void startService() {
    world = RealWorld.start();
  }

  @AfterEach
  void nothingIsLeft() {
    world.unloadAll();
    world.expectNothingLeft();
  }

  @AfterAll
  void stopService() {
    world.close();
  }

  private static boolean isThere(Feature feature) {
    return !(FEATURES.probe(feature) instanceof FeatureState.Absent);
  }

  static Stream<RealKind> kindsOfThisKernel() {
    return RealKind.ALL.stream().filter(kind -> isThere(kind.needs()));
  }

  static Stream<RealKind> kindsOfOtherKernels() {
    return RealKind.ALL.stream().filter(kind -> !isThere(kind.needs()));
  }

  private ProgramSpec spec(RealKind kind) {
    return world.spec(
        TestObject.named(kind.object()),
        kind.program(),
        kind.kind(),
        kind.globals(),
        kind.function(),
        Optional.empty());
  }

  private Hold.ByLink hold(LinkKey link) {
    LinkState.Attached attached = (LinkState.Attached) world.linkView(link).state();
    return (Hold.ByLink) attached.standing().hold();
  }

  @ParameterizedTest
  @MethodSource("kindsOfThisKernel")
  void aProgramRunsFromItsAttachToItsDetach(RealKind kind) {
    assumeTrue(
        kind.kind() != AttachKind.PERF_EVENT || world.wanderer().canMove(),
        "this kernel has no second CPU for us");
    ProgramKey program = world.load(spec(kind));
    kind.event().accept(world, 2);
    LinkKey link = world.attach(program, kind.on().apply(world));
    assertThat(world.count(program, kind.map(), kind.place())).as("before").isZero();

    kind.event().accept(world, 7);

    assertThat(world.count(program, kind.map(), kind.place())).isEqualTo(7);
    Load load = ((ProgramState.Loaded) world.programView(program).state()).load();
    LinkDetails seen = new RealHooks(world).expectLink(hold(link), load.incarnation());
    assertThat(RealKind.resolved(seen)).isEqualTo(kind.details().apply(world));
    assertThat(world.pins()).contains("links/" + link);
    world.expectNoHandles();

    Installation.expectDone(world.tryDetach(link));
    kind.event().accept(world, 2);
    assertThat(world.count(program, kind.map(), kind.place())).as("afterwards").isEqualTo(7);
    assertThat(world.markedLinks()).isEmpty();
    assertThat(world.phase(link)).isEqualTo("detached");

    Installation.expectDone(world.tryUnload(program));
    assertThat(world.phase(program)).isEqualTo("unloaded");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("kindsOfOtherKernels")
  void whatTheKernelLacksIsRefusedByNameAndLeavesNothing(RealKind kind) {
    NewProgram program = world.program(spec(kind), Policy.DEFAULT);
    LinkKey link = world.newLink();

    Failure failure;
    if (world.tryLoad(program) instanceof Answer.Done<Outcome>(_, Outcome.Done _)) {
      Installation.get(world.attaching(link, program.key(), kind.on().apply(world)));
      failure = ((LinkState.Failed) world.linkView(link).state()).failure();
      assertThat(world.markedLinks()).isEmpty();
      Installation.expectDone(world.tryUnload(program.key()));
    } else {
      failure = ((ProgramState.Failed) world.programView(program.key()).state()).failure();
    }

    Failure.Refused refused = (Failure.Refused) failure;
    assertThat(refused.errnoName())
        .isIn(Errno.EPERM.name(), Errno.ENOENT.name(), Errno.EOPNOTSUPP.name());
    assertThat(refused.missingFeature()).contains(kind.needs().absence());
  }

  /** A probe of another process does not see ours. */
  @Test
  @NeedsFeature(Feature.UPROBE)
  void aUprobeOfOneProcessSeesNoOther() throws IOException {
    RealKind kind = RealKind.named("uretprobe");
    ProgramKey program = world.load(spec(kind));
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      world.attach(program, RealKind.uretprobe((int) other.pid()));
      kind.event().accept(world, 5);

      assertThat(world.count(program, kind.map(), kind.place())).isZero();
    } finally {
      other.destroyForcibly();
    }
    Installation.expectDone(world.tryUnload(program));
  }

  @Test
  @NeedsFeature(Feature.ITERATOR)
  void anIteratorRunsWheneverItIsRead() throws IOException {
    ProgramKey program = world.load(world.spec("iter", "each_task", AttachKind.ITER, Map.of()));
    LinkKey link = world.attach(program, new IterAttachment(Optional.empty()));
    Path pin = Path.of(hold(link).pin());

    for (int read = 0; read < 3; read++) {
      assertThat(mainThreads(pin)).containsOnlyOnce(RealWorld.self());
    }
    Load load = ((ProgramState.Loaded) world.programView(program).state()).load();
    assertThat(new RealHooks(world).expectLink(hold(link), load.incarnation()))
        .isEqualTo(new LinkDetails.Iterator("task", Optional.empty()));

    Installation.expectDone(world.tryDetach(link));
    assertThat(pin).doesNotExist();
    Installation.expectDone(world.tryUnload(program));
  }

  /** The processes of those threads that are the first of their process. */
  private static List<Integer> mainThreads(Path iterator) throws IOException {
    ByteBuffer records =
        ByteBuffer.wrap(Files.readAllBytes(iterator)).order(ByteOrder.nativeOrder());
    List<Integer> processes = new ArrayList<>();
    while (records.remaining() >= 2 * Integer.BYTES) {
      int process = records.getInt();
      if (process == records.getInt()) {
        processes.add(process);
      }
    }
    return processes;
  }

  @Test
  @NeedsFeature(Feature.STRUCT_OPS_LINK)
  void aStructureIsInEffectFromItsAttachToItsDetach() throws IOException {
    String name = "rl" + RealWorld.self();
    ProgramSpec[] specs =
        Stream.of("ssthresh", "cong_avoid", "undo_cwnd")
            .map(
                program ->
                    world.spec(
                        TestObject.congestionControl("struct_ops_link", name),
                        program,
                        AttachKind.STRUCT_OPS,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()))
            .toArray(ProgramSpec[]::new);
    NewProgram[] programs =
        Stream.of(specs)
            .map(spec -> world.program(spec, Policy.DEFAULT))
            .toArray(NewProgram[]::new);
    Installation.expectDone(world.tryLoad(programs));
    assertThat(Files.readString(CONGESTION_CONTROLS)).doesNotContain(name);

    LinkKey link = world.attach(programs[0].key(), new StructOpsAttachment("congestion"));

    assertThat(Files.readString(CONGESTION_CONTROLS)).containsOnlyOnce(name);
    Load load = ((ProgramState.Loaded) world.programView(programs[0].key()).state()).load();
    int map =
        load.maps().stream()
            .filter(loaded -> loaded.name().equals("congestion"))
            .findFirst()
            .orElseThrow()
            .kernelId();
    LinkInfo seen =
        world.machine().links().describe(new LinkId(hold(link).kernelLinkId())).orThrow();
    assertThat(seen.details()).isEqualTo(new LinkDetails.StructOps(Optional.of(new MapId(map))));
    assertThat(seen.program()).isEmpty();

    Installation.expectDone(world.tryDetach(link));
    Eventually.get(
        "the end of " + name,
        () -> Optional.of(controls()).filter(controls -> !controls.contains(name)));
    for (NewProgram program : programs) {
      Installation.expectDone(world.tryUnload(program.key()));
    }
  }

  private static String controls() {
    try {
      return Files.readString(CONGESTION_CONTROLS);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
