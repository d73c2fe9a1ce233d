package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.ProgramType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoadPlanTest {

  /** Some map; a plan only looks at its name. */
  private record SomeMap() implements MapHandle {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void chosenProgramIsPlannedWithTheMapsItReaches() {
    LoadPlan plan = plan("shared_maps", ProgramSelection.of("writer"));

    assertThat(plan.programs()).containsOnlyKeys("writer");
    assertThat(plan.program("writer").orElseThrow().maps()).containsExactly("counters");
    assertThat(plan.maps()).containsExactly("counters");
  }

  @Test
  void constantsBelongToEveryProgram() {
    LoadPlan plan = plan("tracing", ProgramSelection.of("on_tracepoint"));

    assertThat(plan.program("on_tracepoint").orElseThrow().maps())
        .containsExactly(".rodata", "hits");
  }

  @Test
  void mapsThatOtherMapsHoldAtFirstAreMadeToo() {
    LoadPlan plan =
        LoadPlan.of(
                LoadRequest.of(
                    "maps",
                    Corpus.object("maps"),
                    ProgramSelection.of("use_maps"),
                    ProgramSelection.of("on_tail_call")))
            .orThrow();

    assertThat(plan.program("use_maps").orElseThrow().maps())
        .containsExactly("events", "outer", "programs");
    assertThat(plan.maps())
        .containsExactly("events", "first_inner", "outer", "programs", "third_inner");
  }

  @Test
  void programThatAMapHoldsAtFirstMustBeChosen() {
    KernelError error =
        refusal(LoadRequest.of("maps", Corpus.object("maps"), ProgramSelection.of("use_maps")));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.message()).contains("map programs of maps", "on_tail_call");
  }

  @Test
  void configurationOfTheKernelIsAMap() {
    LoadPlan plan =
        LoadPlan.of(LoadRequest.of("core", Corpus.object("core"), ProgramSelection.of("on_switch")))
            .orThrow();

    assertThat(plan.maps()).containsExactly(".data.parents", ".kconfig");
  }

  @Test
  void structOpsMapComesWithItsPrograms() {
    LoadPlan plan =
        plan(
            "struct_ops",
            ProgramSelection.of("ssthresh"),
            ProgramSelection.of("cong_avoid"),
            ProgramSelection.of("undo_cwnd"));

    assertThat(plan.maps()).containsExactly("congestion");
    assertThat(plan.program("ssthresh").orElseThrow().maps()).isEmpty();
  }

  @Test
  void structOpsMapNeedsAllItsPrograms() {
    KernelError error = refusal("struct_ops", ProgramSelection.of("ssthresh"));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.message()).contains("map congestion", "cong_avoid");
  }

  @ParameterizedTest
  @CsvSource({
    "legacy_sections, classifier_ingress, SCHED_CLS, , ",
    "legacy_sections, action_mark, SCHED_ACT, , ",
    "legacy_sections, tcx_egress, SCHED_CLS, TCX_EGRESS, ",
    "legacy_sections, xdp_named, XDP, XDP, ",
    "netfilter, accept_one, NETFILTER, NETFILTER, ",
    "tracing, on_uprobe_multi, KPROBE, TRACE_UPROBE_MULTI, ",
    "tracing, on_kprobe, KPROBE, , ",
    "tracing, on_tp_btf, TRACING, TRACE_RAW_TRACEPOINT, sys_enter",
    "tracing, on_fentry, TRACING, TRACE_FENTRY, bpf_fentry_test1",
    "tracing, on_lsm, LSM, LSM_MAC, task_getpgid",
  })
  void sectionSaysTypeAttachTypeAndTarget(
      String object, String program, ProgramType type, AttachType attachType, String target) {
    PlannedProgram planned =
        plan(object, ProgramSelection.of(program)).program(program).orElseThrow();

    assertThat(planned.type()).isEqualTo(type);
    assertThat(planned.attachType()).isEqualTo(Optional.ofNullable(attachType));
    assertThat(planned.target()).isEqualTo(Optional.ofNullable(target));
  }

  @Test
  void chosenKindGoesBeforeTheSection() {
    PlannedProgram planned =
        plan("legacy_sections", ProgramSelection.of("tcx_ingress", AttachKind.TC))
            .program("tcx_ingress")
            .orElseThrow();

    assertThat(planned.type()).isEqualTo(ProgramType.SCHED_CLS);
    assertThat(planned.attachType()).isEmpty();
  }

  @Test
  void chosenKindNamesWhatASectionLeavesOpen() {
    LoadPlan plan =
        plan(
            "legacy_sections",
            ProgramSelection.of("unknown_section", AttachKind.XDP),
            ProgramSelection.of("tc_egress", AttachKind.TCX));

    assertThat(plan.program("unknown_section").orElseThrow().type()).isEqualTo(ProgramType.XDP);
    assertThat(plan.program("unknown_section").orElseThrow().attachType()).contains(AttachType.XDP);
  }

  @Test
  void chosenFunctionNamesTheTargetThatASectionLeavesOpen() {
    LoadPlan plan =
        plan("tracing", ProgramSelection.of("on_any_tp_btf", AttachKind.TP_BTF, "sys_exit"));

    assertThat(plan.program("on_any_tp_btf").orElseThrow().target()).contains("sys_exit");
  }

  @Test
  void tracingProgramWithoutATargetIsRefused() {
    KernelError error = refusal("tracing", ProgramSelection.of("on_any_tp_btf"));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.object()).isEqualTo("program on_any_tp_btf of tracing");
  }

  @Test
  void sectionThatSaysNothingNeedsAKind() {
    KernelError error = refusal("legacy_sections", ProgramSelection.of("unknown_section"));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.detail()).contains("firewall");
  }

  @Test
  void socketAddressProgramNeedsAnAttachType() {
    KernelError error =
        refusal(
            "legacy_sections", ProgramSelection.of("unknown_section", AttachKind.CGROUP_SOCK_ADDR));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.detail()).contains("attach type");
  }

  @Test
  void unknownProgramIsRefusedWithThoseThereAre() {
    KernelError error = refusal("rejected", ProgramSelection.of("absent"));

    assertThat(error.operation()).isEqualTo(Operation.LOAD_OBJECT);
    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.object()).isEqualTo("program absent of rejected");
    assertThat(error.detail()).contains("good", "out_of_bounds");
  }

  @Test
  void programChosenTwiceIsRefused() {
    KernelError error =
        refusal("rejected", ProgramSelection.of("good"), ProgramSelection.of("good"));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.detail()).contains("twice");
  }

  @Test
  void globalIsPlannedAtItsPlace() {
    LoadPlan plan =
        LoadPlan.of(withGlobals(Map.of("fixed_int", new byte[] {1, 2, 3, 4}))).orThrow();

    assertThat(plan.globals())
        .containsExactly(
            new PlannedGlobal("fixed_int", ".rodata", 4, ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
  }

  @Test
  void unknownGlobalIsRefusedWithThoseThereAre() {
    KernelError error = refusal(withGlobals(Map.of("absent", new byte[1])));

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.object()).isEqualTo("global absent of globals");
    assertThat(error.detail()).contains("fixed_int", "zero_long");
  }

  @Test
  void valueOfAnotherSizeThanItsGlobalIsRefused() {
    KernelError error = refusal(withGlobals(Map.of("fixed_int", new byte[8])));

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.detail()).isEqualTo("it has 4 bytes, the value has 8");
  }

  @Test
  void globalOfASharedMapIsRefused() {
    LoadRequest request =
        new LoadRequest(
            "globals",
            Corpus.objectOfTests("globals"),
            List.of(ProgramSelection.of("show_globals")),
            Map.of("data_long", new byte[8]),
            Map.of(".data", new SomeMap()),
            Optional.empty());

    assertThat(refusal(request).detail()).contains(".data is shared");
  }

  @Test
  void sharedMapThatTheObjectHasNotIsRefused() {
    LoadRequest request =
        new LoadRequest(
            "shared_maps",
            Corpus.objectOfTests("shared_maps"),
            List.of(ProgramSelection.of("writer")),
            Map.of(),
            Map.of("absent", new SomeMap()),
            Optional.empty());

    KernelError error = refusal(request);

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.detail()).contains("counters", "pinned");
  }

  @Test
  void mapThatHoldsProgramsAtFirstIsNotShared() {
    LoadRequest request =
        new LoadRequest(
            "maps",
            Corpus.object("maps"),
            List.of(ProgramSelection.of("use_maps"), ProgramSelection.of("on_tail_call")),
            Map.of(),
            Map.of("programs", new SomeMap()),
            Optional.empty());

    KernelError error = refusal(request);

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.object()).isEqualTo("map programs of maps");
  }

  @Test
  void legacyMapsAreRefusedWithTheReason() {
    KernelError error = refusal("legacy_maps", ProgramSelection.of("count_legacy"));

    assertThat(error.errno()).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(error.message()).contains("map runs of legacy_maps", "section 'maps'");
  }

  @Test
  void fileThatIsNoObjectIsRefused() {
    KernelError error =
        refusal(
            LoadRequest.of(
                "stone", ObjectBytes.copyOf(new byte[] {1, 2, 3}), ProgramSelection.of("any")));

    assertThat(error.errno()).isEqualTo(Errno.ENOEXEC);
    assertThat(error.object()).isEqualTo("stone");
  }

  private static LoadRequest withGlobals(Map<String, byte[]> globals) {
    return new LoadRequest(
        "globals",
        Corpus.objectOfTests("globals"),
        List.of(ProgramSelection.of("show_globals")),
        globals,
        Map.of(),
        Optional.empty());
  }

  private static LoadPlan plan(String object, ProgramSelection... programs) {
    return LoadPlan.of(LoadRequest.of(object, Corpus.objectOfTests(object), programs)).orThrow();
  }

  private static KernelError refusal(String object, ProgramSelection... programs) {
    return refusal(LoadRequest.of(object, Corpus.objectOfTests(object), programs));
  }

  private static KernelError refusal(LoadRequest request) {
    return LoadPlan.of(request).problem().orElseThrow();
  }
}
