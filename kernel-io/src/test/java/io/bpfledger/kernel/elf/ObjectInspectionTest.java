package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectInspectionTest {

  @Test
  void programsAreGlobalFunctionsOfSectionsWithAName() throws ElfRejected {
    ObjectInspection object = inspect("counter");

    assertThat(object.programs())
        .extracting(ProgramDefinition::name, ProgramDefinition::section, ProgramDefinition::kind)
        .containsExactly(
            tuple("count_packets", "xdp", Optional.of(AttachKind.XDP)),
            tuple("count_ingress", "classifier/count", Optional.of(AttachKind.TC)),
            tuple(
                "count_opens",
                "tracepoint/syscalls/sys_enter_openat",
                Optional.of(AttachKind.TRACEPOINT)));
    assertThat(object.program("count_opens").orElseThrow().target())
        .contains("syscalls/sys_enter_openat");
    assertThat(object.program("count_packets").orElseThrow().function().instructionCount())
        .isEqualTo(42);
    assertThat(object.program("count")).isEmpty();
  }

  @Test
  void functionsOfTheTextSectionAreSubprogramsStaticOrNot() throws ElfRejected {
    ObjectInspection object = inspect("calls");

    assertThat(object.subprograms())
        .extracting(FunctionDefinition::name, FunctionDefinition::global)
        .containsExactlyInAnyOrder(
            tuple("deepest", false),
            tuple("middle", true),
            tuple("on_each", false),
            tuple("nobody_calls", true));
    assertThat(object.programs())
        .extracting(ProgramDefinition::name)
        .containsExactly("through_functions", "with_callback", "with_extern");
  }

  @Test
  void aProgramWhoseSectionSaysNothingHasNoKind() throws ElfRejected {
    ProgramDefinition program = inspect("calls").program("with_extern").orElseThrow();

    assertThat(program.section()).isEqualTo("unknown/section");
    assertThat(program.meaning()).isEmpty();
    assertThat(program.kind()).isEmpty();
  }

  @Test
  void sleepableProgramsSaySo() throws ElfRejected {
    SectionMeaning meaning =
        inspect("core").program("on_malloc").flatMap(ProgramDefinition::meaning).orElseThrow();

    assertThat(meaning)
        .isEqualTo(
            new SectionMeaning(
                ProgramType.KPROBE,
                AttachKind.UPROBE_MULTI.expectedAttachType(),
                Optional.of(AttachKind.UPROBE_MULTI),
                Optional.of("libc.so.6:malloc"),
                true,
                false,
                true));
  }

  @Test
  void mapsDeclaredByBtfHaveSizesOrTypes() throws ElfRejected {
    ObjectInspection object = inspect("counter");

    MapDefinition flows = object.map("flows").orElseThrow();
    assertThat(flows.origin()).isEqualTo(MapOrigin.BTF);
    assertThat(flows.shape())
        .isEqualTo(
            new MapShape(
                MapType.LRU_HASH.number(),
                8,
                8,
                1024,
                2,
                0,
                Optional.of("struct flow"),
                Optional.of("__u64")));
    assertThat(flows.pinnedByName()).isFalse();
    MapDefinition counters = object.map("counters").orElseThrow();
    assertThat(counters.shape().keyType()).isEmpty();
    assertThat(counters.shape().valueSize()).isEqualTo(8);
    assertThat(counters.pinnedByName()).isTrue();
  }

  @Test
  void aRingBufferMayDeclareTheTypeOfItsRecordsButHasNoValueSize() throws ElfRejected {
    MapShape events = inspect("maps").map("events").orElseThrow().shape();

    assertThat(events.type()).contains(MapType.RINGBUF);
    assertThat(events.valueType()).contains("struct event");
    assertThat(events.valueSize()).isZero();
    assertThat(events.maxEntries()).isEqualTo(1 << 16);
  }

  @Test
  void mapsOfMapsKnowTheirInnerMapAndTheirFirstValues() throws ElfRejected {
    ObjectInspection object = inspect("maps");

    MapDefinition outer = object.map("outer").orElseThrow();
    assertThat(outer.shape().type()).contains(MapType.ARRAY_OF_MAPS);
    assertThat(outer.shape().valueSize()).isEqualTo(4);
    assertThat(outer.inner()).contains(object.map("first_inner").orElseThrow().shape());
    assertThat(outer.initialValues())
        .containsExactlyInAnyOrderEntriesOf(Map.of(0, "first_inner", 2, "third_inner"));
  }

  @Test
  void mapsOfProgramsKnowTheirFirstValues() throws ElfRejected {
    MapDefinition programs = inspect("maps").map("programs").orElseThrow();

    assertThat(programs.shape().type()).contains(MapType.PROG_ARRAY);
    assertThat(programs.shape().valueSize()).isEqualTo(4);
    assertThat(programs.inner()).isEmpty();
    assertThat(programs.initialValues()).containsExactly(Map.entry(1, "on_tail_call"));
  }

  @Test
  void anExtraNumberOfAMapIsAnEnumeration() throws ElfRejected {
    MapShape recent = inspect("maps").map("recent").orElseThrow().shape();

    assertThat(recent.extra()).isEqualTo(3);
    assertThat(recent.valueSize()).isEqualTo(16);
  }

  @Test
  void mapsOfPlainNumbersAreReadWithoutBtf() throws ElfRejected {
    ObjectInspection object = inspect("no_btf");

    assertThat(object.btf().present()).isFalse();
    assertThat(object.maps())
        .extracting(MapDefinition::name, MapDefinition::origin, MapDefinition::pinnedByName)
        .containsExactly(
            tuple("PACKETS", MapOrigin.LEGACY, false),
            tuple("SHARED", MapOrigin.LEGACY, true),
            tuple("EVENTS", MapOrigin.LEGACY, false));
    assertThat(object.map("PACKETS").orElseThrow().shape())
        .isEqualTo(
            new MapShape(
                MapType.HASH.number(), 4, 8, 1024, 1, 0, Optional.empty(), Optional.empty()));
  }

  @Test
  void structOpsAreMapsOfAKernelType() throws ElfRejected {
    ObjectInspection object = inspectOfTests("struct_ops");

    MapDefinition congestion = object.map("congestion").orElseThrow();
    assertThat(congestion.origin()).isEqualTo(MapOrigin.STRUCT_OPS);
    assertThat(congestion.shape().type()).contains(MapType.STRUCT_OPS);
    assertThat(congestion.shape().valueType()).contains("struct tcp_congestion_ops");
    assertThat(congestion.shape().valueSize()).isEqualTo(40);
    assertThat(congestion.initialValues())
        .isEqualTo(Map.of(2, "ssthresh", 3, "cong_avoid", 4, "undo_cwnd"));
    assertThat(object.program("undo_cwnd").orElseThrow().kind()).contains(AttachKind.STRUCT_OPS);
  }

  @Test
  void globalsHaveTheirPlaceSizeAndType() throws ElfRejected {
    assertThat(inspect("counter").globals())
        .containsExactly(
            new GlobalVariable("sample_rate", ".rodata", 0, 4, Optional.of("__u32")),
            new GlobalVariable("label", ".rodata", 4, 8, Optional.of("char[8]")),
            new GlobalVariable("threshold", ".data", 0, 8, Optional.of("__u64")),
            new GlobalVariable("build_stamp", ".rodata.stamp", 0, 4, Optional.of("__u8[4]")),
            new GlobalVariable("seen", ".bss", 0, 8, Optional.of("__u64")),
            new GlobalVariable("dropped", ".bss", 8, 4, Optional.of("int")));
  }

  @Test
  void globalsAreKnownByTheirSymbolsWhereThereIsNoBtf() throws ElfRejected {
    assertThat(inspect("no_btf").globals())
        .containsExactly(
            new GlobalVariable("PORT", ".rodata", 0, 2, Optional.empty()),
            new GlobalVariable("BYTES", ".bss", 0, 8, Optional.empty()));
  }

  @Test
  void dataSectionsHoldTheirFirstValue() throws ElfRejected {
    List<DataSection> sections = inspect("counter").dataSections();

    assertThat(sections)
        .extracting(DataSection::name, DataSection::size, DataSection::readOnly)
        .containsExactly(
            tuple(".rodata", 12, true),
            tuple(".data", 8, false),
            tuple(".rodata.stamp", 4, true),
            tuple(".bss", 12, false));
    assertThat(sections.get(2).contents().toByteArray()).containsExactly(1, 2, 3, 4);
    assertThat(sections.get(3).contents().size()).isZero();
  }

  @Test
  void aLinkedObjectHasWhatItsPartsHave() throws ElfRejected {
    ObjectInspection linked = inspect("linked");

    assertThat(names(linked))
        .containsAll(names(inspect("maps")))
        .containsAll(names(inspect("core")));
    assertThat(linked.map("outer").orElseThrow().initialValues())
        .isEqualTo(inspect("maps").map("outer").orElseThrow().initialValues());
    assertThat(linked.globals()).isEqualTo(inspect("core").globals());
    assertThat(linked.btf().coreRelocations()).isEqualTo(2);
  }

  @Test
  void theLicenceDecidesOnHelpersForGplPrograms() throws ElfRejected {
    assertThat(inspect("counter").license()).contains("Dual BSD/GPL");
    assertThat(inspect("counter").gplCompatible()).isTrue();
    assertThat(inspect("calls").license()).contains("MIT");
    assertThat(inspect("calls").gplCompatible()).isFalse();
  }

  @Test
  void externsAndCoreRelocationsAreWhatOthersMustGive() throws ElfRejected {
    ObjectInspection object = inspect("core");

    assertThat(object.externs()).containsExactly("LINUX_KERNEL_VERSION");
    assertThat(object.btf()).isEqualTo(new BtfSummary(true, 24, true, 3, 9, 2));
  }

  @ParameterizedTest
  @MethodSource("io.bpfledger.kernel.elf.Corpus#all")
  void everyObjectOfTheProjectIsAcceptedAndReadTheSameTwice(Corpus.Entry entry) throws ElfRejected {
    ObjectInspection object = ObjectInspection.of(entry.object());

    assertThat(object.programs()).isNotEmpty();
    assertThat(object.license()).isPresent();
    assertThat(ObjectInspection.of(entry.object())).isEqualTo(object);
    for (ProgramDefinition program : object.programs()) {
      assertThat(ProgramReach.of(object, program)).isNotNull();
    }
  }

  @Test
  void anObjectOfTwentyFiveProgramsIsReadInLessThanAMillisecondOnceWarm() {
    ObjectBytes object = Corpus.objectOfTests("cgroup");
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 2_000; i++) {
      best = Math.min(best, InspectionProbe.inspect(object).nanos());
    }
    assertThat(best).isLessThan(1_000_000);
  }

  /** The names of its programs and maps. */
  private static List<String> names(ObjectInspection object) {
    return Stream.concat(
            object.programs().stream().map(ProgramDefinition::name),
            object.maps().stream().map(MapDefinition::name))
        .toList();
  }

  private static ObjectInspection inspect(String name) throws ElfRejected {
    return ObjectInspection.of(Corpus.object(name));
  }

  private static ObjectInspection inspectOfTests(String name) throws ElfRejected {
    return ObjectInspection.of(Corpus.objectOfTests(name));
  }
}
