package io.bpfledger.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.machine.Refusal;
import io.bpfledger.core.machine.Refusal.Reason;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoadCheckTest {

  private static final String PATH = "/opt/bpf/sample.bpf.o";

  private static final ObjectBytes OBJECT =
      DeclaredObject.empty()
          .variable("limit", new byte[4])
          .program(DeclaredProgram.in("xdp", "pass"))
          .program(DeclaredProgram.in("tc", "filter").returningGlobal("limit"))
          .program(DeclaredProgram.in("kretprobe/tcp_connect", "returned"))
          .program(DeclaredProgram.in("fentry/tcp_connect", "entered"))
          .program(DeclaredProgram.in("fexit", "left"))
          .program(DeclaredProgram.in("xdp/devmap", "forwarded"))
          .program(DeclaredProgram.in("cgroup/connect4", "connecting"))
          .program(DeclaredProgram.in("mysterious", "unknown"))
          .bytes();

  private long given;

  private final LoadCheck check = check(LoadRules.DEFAULT);

  private LoadCheck check(LoadRules rules) {
    return new LoadCheck(rules, () -> Ulid.of(77, 0, ++given));
  }

  private List<NewProgram> accepted(LoadWish load) {
    return switch (check.check(Ledger.EMPTY, load)) {
      case CheckedLoad.Sound(List<NewProgram> programs) -> programs;
      case CheckedLoad.Unsound(Refusal refusal) -> throw new AssertionError(refusal);
    };
  }

  private static Refusal refused(CheckedLoad checked) {
    return switch (checked) {
      case CheckedLoad.Unsound(Refusal refusal) -> refusal;
      case CheckedLoad.Sound accepted -> throw new AssertionError(accepted);
    };
  }

  private Refusal refused(String... programs) {
    return refused(check.check(Ledger.EMPTY, LoadWish.of(OBJECT, PATH, programs)));
  }

  private static Ledger ledger(Event... events) {
    MemoryLedger ledger = new MemoryLedger();
    for (Event event : events) {
      ledger.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, event);
    }
    return Projection.scan(ledger, new EntryCodec()).ledger();
  }

  private static LoadWish ownedBy(String owner) {
    LoadWish plain = LoadWish.of(OBJECT, PATH, "xdp:pass");
    return new LoadWish(
        plain.object(),
        plain.origin(),
        plain.programs(),
        plain.globals(),
        plain.labels(),
        plain.application(),
        Optional.of(owner),
        plain.policy());
  }

  private static LoadWish with(
      Map<String, byte[]> globals, Map<String, String> labels, Optional<String> application) {
    return new LoadWish(
        OBJECT,
        new Bytecode.FromFile(PATH),
        List.of("xdp:pass"),
        new TreeMap<>(globals),
        labels,
        application,
        Optional.empty(),
        Policy.ONCE);
  }

  private static final ProgramEvent.LoadRequested REQUESTED =
      sample(ProgramEvent.LoadRequested.class);
  private static final ProgramEvent.Loaded LOADED = sample(ProgramEvent.Loaded.class);

  private static <T> T sample(Class<T> type) {
    return Samples.all().values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void acceptedProgramsAreInTheLedgersWordsAndInOrder() {
    List<NewProgram> programs = accepted(LoadWish.of(OBJECT, PATH, "tc:filter", "xdp:pass"));

    assertThat(programs)
        .extracting(program -> program.spec().name())
        .containsExactly("filter", "pass");
    assertThat(programs)
        .extracting(program -> program.spec().kind())
        .containsExactly(AttachKind.TC, AttachKind.XDP);
    assertThat(programs).extracting(NewProgram::key).doesNotHaveDuplicates();
    assertThat(programs)
        .allSatisfy(
            program ->
                assertThat(program.spec().bytecode())
                    .isEqualTo(
                        new Bytecode(
                            Digest.over(OBJECT.toByteArray()), new Bytecode.FromFile(PATH))));
  }

  @Test
  void globalsLabelsApplicationAndPolicyAreThoseOfTheCaller() {
    NewProgram program =
        accepted(
                with(
                    Map.of("limit", new byte[] {1, 2, 3, 4}),
                    Map.of("owner", "me"),
                    Optional.of("demo")))
            .getFirst();

    assertThat(program.spec().globals())
        .isEqualTo(Map.of("limit", Bytes.copyOf(new byte[] {1, 2, 3, 4})));
    assertThat(program.labels())
        .isEqualTo(Labels.of(Map.of("owner", "me", Labels.APPLICATION, "demo")));
    assertThat(program.policy()).isEqualTo(Policy.ONCE);
  }

  @ParameterizedTest
  @CsvSource({
    "xdp:pass, XDP",
    "XDP:pass, XDP",
    "tcx:filter, TCX",
    "kprobe:returned, KRETPROBE",
    "kretprobe:returned, KRETPROBE",
    "cgroup_sock_addr:connecting, CGROUP_SOCK_ADDR",
    "raw_tp:unknown, RAW_TRACEPOINT",
    "uprobe.multi:unknown, UPROBE_MULTI",
  })
  void typeMayBeWrittenAsSectionsAreAndFollowsTheSectionToTheReturn(String text, AttachKind kind) {
    assertThat(accepted(LoadWish.of(OBJECT, PATH, text)).getFirst().spec().kind()).isEqualTo(kind);
  }

  @Test
  void targetIsThatOfTheCallerOrElseOfTheSection() {
    assertThat(accepted(LoadWish.of(OBJECT, PATH, "fentry:entered")).getFirst().spec())
        .satisfies(
            spec -> {
              assertThat(spec.function()).contains("tcp_connect");
              assertThat(spec.attachType()).contains(AttachType.TRACE_FENTRY);
            });
    assertThat(
            accepted(LoadWish.of(OBJECT, PATH, "fentry:entered:tcp_close"))
                .getFirst()
                .spec()
                .function())
        .contains("tcp_close");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pass | no type",
        ":pass | no type",
        "unspec:pass | unknown type 'unspec'",
        "xpd:pass | unknown type 'xpd'",
        "xdp: | no name",
        "xdp:missing | the object has no such program; it has",
        "tc:pass | section xdp implies xdp; write xdp:pass",
        "kprobe:pass | implies xdp",
        "kprobe_multi:returned | implies kretprobe",
        "xdp:forwarded | cannot be attached by themselves",
        "fexit:left | must be loaded for one function",
        "xdp:pass:somewhere | given when they are attached",
      })
  void whatMakesNoSenseIsRefusedWithANextStep(String text, String why) {
    Refusal refusal = refused(text);

    assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
    assertThat(refusal.message()).contains(why);
  }

  @Test
  void programThatIsNamedTwiceIsRefused() {
    assertThat(refused("xdp:pass", "xdp:pass").message()).contains("pass", PATH, "named twice");
  }

  @Test
  void loadOfNothingIsRefused() {
    assertThat(refused().message()).contains(PATH, "at least one");
  }

  @Test
  void batchBeyondTheLimitIsRefused() {
    CheckedLoad checked =
        check(new LoadRules(1, 1 << 20, false))
            .check(Ledger.EMPTY, LoadWish.of(OBJECT, PATH, "xdp:pass", "tc:filter"));

    assertThat(refused(checked).reason()).isEqualTo(Reason.LIMIT);
    assertThat(refused(checked).message()).contains("2 programs", "at most 1");
  }

  @Test
  void objectBeyondTheLimitIsRefusedUnread() {
    CheckedLoad checked =
        check(new LoadRules(8, 16, false))
            .check(Ledger.EMPTY, LoadWish.of(OBJECT, PATH, "xdp:pass"));

    assertThat(refused(checked).reason()).isEqualTo(Reason.LIMIT);
    assertThat(refused(checked).message()).contains(PATH, "at most 16");
  }

  @Test
  void fileThatIsNoObjectIsRefused() {
    CheckedLoad checked =
        check.check(
            Ledger.EMPTY, LoadWish.of(ObjectBytes.copyOf(new byte[] {1, 2, 3}), PATH, "xdp:pass"));

    assertThat(refused(checked).message()).contains(PATH, "no object");
  }

  @Test
  void globalThatTheObjectHasNotIsRefusedWithThoseItHas() {
    Refusal refusal =
        refused(
            check.check(
                Ledger.EMPTY, with(Map.of("limits", new byte[4]), Map.of(), Optional.empty())));

    assertThat(refusal.message()).contains("global limits", PATH, "it has limit");
  }

  @Test
  void globalOfAnotherSizeIsRefusedWithBothSizes() {
    Refusal refusal =
        refused(
            check.check(
                Ledger.EMPTY, with(Map.of("limit", new byte[8]), Map.of(), Optional.empty())));

    assertThat(refusal.message()).contains("global limit", "4 bytes", "8");
  }

  @Test
  void applicationThatTheLabelContradictsIsRefused() {
    Refusal refusal =
        refused(
            check.check(
                Ledger.EMPTY,
                with(Map.of(), Map.of(Labels.APPLICATION, "one"), Optional.of("other"))));

    assertThat(refusal.message()).contains("one", "other", "say it once");
  }

  @Test
  void labelsBeyondTheirLimitsAreRefused() {
    Refusal refusal =
        refused(
            check.check(
                Ledger.EMPTY, with(Map.of(), Map.of("k".repeat(1000), "v"), Optional.empty())));

    assertThat(refusal.reason()).isEqualTo(Reason.LIMIT);
  }

  @Test
  void loadedProgramMayOwnMaps() {
    CheckedLoad checked =
        check.check(ledger(REQUESTED, LOADED), ownedBy(Samples.PROGRAM.toString()));

    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedLoad.Sound.class,
            accepted ->
                assertThat(accepted.programs().getFirst().spec().mapOwner())
                    .contains(Samples.PROGRAM));
  }

  @Test
  void whoIsNotLoadedOwnsNoMaps() {
    String owner = Samples.PROGRAM.toString();
    ProgramEvent unloading = new ProgramEvent.UnloadRequested(Samples.FINDING);

    assertThat(refused(check.check(Ledger.EMPTY, ownedBy("7"))).reason()).isEqualTo(Reason.INVALID);
    assertThat(refused(check.check(Ledger.EMPTY, ownedBy(owner))).reason())
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(refused(check.check(ledger(REQUESTED), ownedBy(owner))))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT);
              assertThat(refusal.message()).contains(owner, "is loading");
            });
    assertThat(refused(check.check(ledger(REQUESTED, LOADED, unloading), ownedBy(owner))).message())
        .contains("is unloading");
  }

  @Test
  void nameMayBeGivenTwiceUnlessTheHostSaysOtherwise() {
    LoadWish load = LoadWish.of(OBJECT, PATH, "xdp:" + REQUESTED.spec().name());
    LoadCheck strict =
        check(
            new LoadRules(LoadRules.DEFAULT.batchMax(), LoadRules.DEFAULT.objectBytesMax(), true));

    assertThat(check.check(ledger(REQUESTED, LOADED), load)).isInstanceOf(CheckedLoad.Sound.class);
    assertThat(refused(strict.check(ledger(REQUESTED, LOADED), load)))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.EXISTS);
              assertThat(refusal.message())
                  .contains(REQUESTED.spec().name(), Samples.PROGRAM.toString(), "unload it first");
            });
    assertThat(strict.check(Ledger.EMPTY, load)).isInstanceOf(CheckedLoad.Sound.class);
  }
}
