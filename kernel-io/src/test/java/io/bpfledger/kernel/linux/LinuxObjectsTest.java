package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.testing.OpenDescriptors;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RealKernel
final class LinuxObjectsTest {

  private static final byte[] PACKET = new byte[64];
  private static final int XDP_DROP = 1;
  private static final int XDP_PASS = 2;

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinuxObjects objects = new LinuxObjects(maps, new LinuxBpffs());

  @Test
  void chosenProgramRunsAndItsSiblingsAreNotLoaded() {
    try (LoadedObject loaded = load(TestObject.load("subprograms", "drop_long"))) {
      assertThat(loaded.programs()).containsOnlyKeys("drop_long");
      ProgramHandle program = loaded.program("drop_long");
      assertThat(programs.info(program).orThrow().name()).isEqualTo("drop_long");
      assertThat(programs.testRun(program, new TestRunRequest(PACKET, 1)).orThrow().returnValue())
          .isEqualTo(XDP_PASS);
    }
  }

  @Test
  void programBesideABrokenSiblingLoads() {
    try (LoadedObject loaded = load(TestObject.load("rejected", "good"))) {
      assertThat(loaded.programs()).containsOnlyKeys("good");
    }
  }

  @Test
  void mapsThatNoChosenProgramUsesAreNotMade() {
    try (LoadedObject loaded = load(TestObject.load("shared_maps", "writer"))) {
      ProgramInfo info = programs.info(loaded.program("writer")).orThrow();
      MapHandle counters = loaded.map("counters");

      assertThat(loaded.maps()).containsOnlyKeys("counters");
      assertThat(info.mapIds()).containsExactly(maps.info(counters).orThrow().id());
    }
  }

  @Test
  void programsAreLoadedFromTheBytesThatWereAskedFor() {
    byte[] bytes = TestObject.named("subprograms").toByteArray();
    ObjectBytes object = ObjectBytes.copyOf(bytes);
    Arrays.fill(bytes, (byte) 0);

    try (LoadedObject loaded =
        load(LoadRequest.of("subprograms", object, ProgramSelection.of("drop_long")))) {
      assertThat(loaded.program("drop_long").isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "legacy_sections, classifier_bare, SCHED_CLS",
    "legacy_sections, classifier_ingress, SCHED_CLS",
    "legacy_sections, action_bare, SCHED_ACT",
    "legacy_sections, action_mark, SCHED_ACT",
    "legacy_sections, tc_ingress, SCHED_CLS",
    "legacy_sections, tc_egress, SCHED_CLS",
    "legacy_sections, tcx_ingress, SCHED_CLS",
    "legacy_sections, tcx_egress, SCHED_CLS",
    "legacy_sections, xdp_named, XDP",
    "tracing, on_tracepoint, TRACEPOINT",
    "tracing, on_raw_tracepoint, RAW_TRACEPOINT",
    "tracing, on_tp_btf, TRACING",
    "tracing, on_kprobe, KPROBE",
    "tracing, on_kretprobe_multi, KPROBE",
    "tracing, on_uprobe, KPROBE",
    "tracing, on_uprobe_multi, KPROBE",
    "tracing, on_uretprobe_multi, KPROBE",
    "netfilter, accept_one, NETFILTER",
    "trail, xdp_frags_step, XDP",
  })
  void sectionSaysAsWhatAProgramIsLoaded(String object, String program, ProgramType type) {
    try (LoadedObject loaded = load(TestObject.load(object, program))) {
      assertThat(programs.info(loaded.program(program)).orThrow().typeNumber())
          .isEqualTo(type.number());
    }
  }

  @Test
  void everyObjectOfTheseTestsLoadsAsAWhole() throws ElfRejected {
    // The others hold a broken program, a legacy map, or types that some kernels refuse.
    for (String name :
        List.of("cgroup", "globals", "iter", "perf_event", "ringbuf", "sk_lookup", "tc_verdicts")) {
      ObjectBytes object = TestObject.named(name);
      ProgramSelection[] all = allOf(object);

      try (LoadedObject loaded = load(LoadRequest.of(name, object, all))) {
        assertThat(loaded.programs()).as(name).hasSize(all.length);
      }
    }
  }

  @Test
  void chosenKindGoesBeforeTheSection() {
    ObjectBytes object = TestObject.named("legacy_sections");

    try (LoadedObject loaded =
        load(
            LoadRequest.of(
                "legacy_sections",
                object,
                ProgramSelection.of("unknown_section", AttachKind.XDP),
                ProgramSelection.of("classifier_bare", AttachKind.CGROUP_SKB)))) {
      assertThat(programs.info(loaded.program("unknown_section")).orThrow().typeNumber())
          .isEqualTo(ProgramType.XDP.number());
      assertThat(programs.info(loaded.program("classifier_bare")).orThrow().typeNumber())
          .isEqualTo(ProgramType.CGROUP_SKB.number());
    }
  }

  @Test
  void chosenAttachTypeGoesBeforeTheSection() {
    ProgramSelection devmap =
        new ProgramSelection(
            "xdp_named", Optional.empty(), Optional.of(AttachType.XDP_DEVMAP), Optional.empty());

    try (LoadedObject loaded =
        load(LoadRequest.of("legacy_sections", TestObject.named("legacy_sections"), devmap))) {
      // A program for the entries of a device map cannot be test-run as one of a device can.
      assertThat(
              programs
                  .testRun(loaded.program("xdp_named"), new TestRunRequest(PACKET, 1))
                  .problem()
                  .orElseThrow()
                  .errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void attachTargetIsWhatTheChoiceSays() {
    ObjectBytes object = TestObject.named("tracing");
    ProgramSelection exit = ProgramSelection.of("on_any_tp_btf", AttachKind.TP_BTF, "sys_exit");
    ProgramSelection enter = ProgramSelection.of("on_tp_btf");

    try (LoadedObject loaded = load(LoadRequest.of("tracing", object, exit, enter))) {
      ProgramInfo onExit = programs.info(loaded.program("on_any_tp_btf")).orThrow();
      ProgramInfo onEnter = programs.info(loaded.program("on_tp_btf")).orThrow();

      assertThat(onExit.attachFunction()).isPresent();
      assertThat(onExit.attachFunction()).isNotEqualTo(onEnter.attachFunction());
    }
  }

  @Test
  void attachTargetThatTheKernelHasNotIsNamed() {
    KernelError error =
        refusal(
            LoadRequest.of(
                "tracing",
                TestObject.named("tracing"),
                ProgramSelection.of("on_any_tp_btf", AttachKind.TP_BTF, "no_such_tracepoint")));

    assertThat(error.errno()).isEqualTo(Errno.ESRCH);
    assertThat(error.object()).isEqualTo("program on_any_tp_btf of tracing");
    assertThat(error.detail()).isEqualTo("this kernel has no tracepoint named no_such_tracepoint");
  }

  @ParameterizedTest
  @CsvSource({
    "on_fentry, TRAMPOLINE",
    "on_fexit, TRAMPOLINE",
    "on_fmod_ret, TRAMPOLINE",
    "on_lsm, LSM",
  })
  void tracingProgramLoadsOrTheMissingFeatureIsNamed(String program, Feature feature) {
    switch (objects.load(TestObject.load("tracing", program))) {
      case Result.Success<LoadedObject> success -> {
        try (LoadedObject loaded = success.value()) {
          assertThat(programs.info(loaded.program(program)).orThrow().attachFunction()).isPresent();
        }
      }
      case Result.Failure<LoadedObject> refused -> {
        assertThat(refused.error().missingFeature()).contains(feature);
        assertThat(refused.error().object()).isEqualTo("program " + program + " of tracing");
      }
    }
  }

  @Test
  void ringBufferWithAValueTypeIsMadeWithoutSizes() {
    try (LoadedObject loaded = load(TestObject.load("ringbuf", "emit_event"))) {
      MapInfo info = maps.info(loaded.map("events")).orThrow();

      assertThat(info.typeNumber()).isEqualTo(MapType.RINGBUF.number());
      assertThat(info.keySize()).isZero();
      assertThat(info.valueSize()).isZero();
      assertThat(info.maxEntries()).isEqualTo(65_536);
    }
  }

  @Test
  void mapsHoldMapsAndProgramsFromTheBeginning() {
    try (LoadedObject loaded = load(TestObject.load("held_maps", "held", "dropped"))) {
      assertThat(loaded.maps()).containsOnlyKeys("first", "next", "outer", "second");

      assertThat(verdict(loaded, "held")).isEqualTo(XDP_DROP);
      assertThat(maps.programAt(loaded.map("next"), 0).orThrow())
          .contains(programs.info(loaded.program("dropped")).orThrow().id());
      byte[] counted = maps.lookup(loaded.map("second"), TestObject.key(0)).orThrow().orElseThrow();
      assertThat(TestObject.longAt(counted, 0)).isEqualTo(1);
    }
  }

  @Test
  void programCanAskForTheVersionOfTheKernel() {
    try (LoadedObject loaded = load(TestObject.load("held_maps", "versioned"))) {
      assertThat(loaded.maps()).containsOnlyKeys(".kconfig");
      assertThat(verdict(loaded, "versioned")).isEqualTo(XDP_PASS);
    }
  }

  @Test
  void fiveHundredLoadsLeakNoDescriptor() {
    LoadRequest good = TestObject.load("globals", "show_globals");
    LoadRequest bad = TestObject.load("rejected", "out_of_bounds");
    load(good).close();
    OpenDescriptors before = OpenDescriptors.now();
    for (int i = 0; i < 500; i++) {
      load(good).close();
      assertThat(refusal(bad).errno()).isEqualTo(Errno.EACCES);
    }

    assertThat(FileDescriptor.openCount()).isEqualTo(before.counted());
    before.requireNoMoreNow("500 loads");
  }

  @Test
  void loadsOnManyThreadsDoNotDisturbEachOther() throws Exception {
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        boolean refused = thread % 2 == 1;
        done.add(executor.submit(() -> refused ? refusedLoads() : goodLoads()));
      }
      for (Future<Boolean> answer : done) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private boolean goodLoads() {
    LoadRequest request = TestObject.load("globals", "show_globals");
    for (int i = 0; i < 50; i++) {
      try (LoadedObject loaded = load(request)) {
        assertThat(programs.info(loaded.program("show_globals")).orThrow().mapIds()).hasSize(4);
      }
    }
    return true;
  }

  private boolean refusedLoads() {
    LoadRequest request = TestObject.load("rejected", "out_of_bounds");
    for (int i = 0; i < 50; i++) {
      KernelError error = refusal(request);
      assertThat(error.object()).isEqualTo("program out_of_bounds of rejected");
      assertThat(error.rejection().orElseThrow().log()).contains("rejected.c");
    }
    return true;
  }

  private static ProgramSelection[] allOf(ObjectBytes object) throws ElfRejected {
    return ObjectInspection.of(object).programs().stream()
        .map(program -> ProgramSelection.of(program.name()))
        .toArray(ProgramSelection[]::new);
  }

  private int verdict(LoadedObject loaded, String program) {
    return programs
        .testRun(loaded.program(program), new TestRunRequest(PACKET, 1))
        .orThrow()
        .returnValue();
  }

  private LoadedObject load(LoadRequest request) {
    return objects.load(request).orThrow();
  }

  private KernelError refusal(LoadRequest request) {
    return objects.load(request).problem().orElseThrow();
  }
}
