package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.request.AttachWish;
import io.bpfledger.core.request.LoadWish;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wishes as people write them, from the words to the kernel; what is refused leaves nothing. */
final class WishTest {

  private static final ObjectBytes OBJECT =
      DeclaredObject.empty()
          .counter("hits")
          .constant("limit", new byte[4])
          .program(DeclaredProgram.in("xdp", "count_one").counting("hits").returning(2))
          .program(DeclaredProgram.in("xdp", "pass_one").returning(2))
          .bytes();

  @TempDir private Path scratch;
  private World world;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    world.outside().addInterface(io.bpfledger.kernel.NetworkNamespace.OWN, "veth0");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private Teller.Loading load(LoadWish wish) {
    return World.get(world.host().teller().load(World.SOMEBODY, wish));
  }

  private static LoadWish wish(String... programs) {
    return LoadWish.of(OBJECT, "/test/object.o", programs);
  }

  private Teller.Attaching attach(ProgramKey program, Map<String, String> options) {
    return World.get(
        world.host().teller().attach(World.SOMEBODY, AttachWish.of(program, "xdp", options)));
  }

  private static String refusal(Answer<Outcome> answer) {
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<Outcome>) answer).reply() instanceof Outcome.Refused(var refusal)
        ? refusal.reason() + " " + refusal.message()
        : "not refused: " + answer;
  }

  @Test
  void aWishBecomesProgramsLinksAndLabels() {
    LoadWish wish =
        new LoadWish(
            OBJECT,
            wish("xdp:count_one").origin(),
            List.of("xdp:count_one", "xdp:pass_one"),
            new TreeMap<>(Map.of("limit", new byte[] {1, 0, 0, 0})),
            Map.of("team", "net"),
            Optional.of("web"),
            Optional.empty(),
            io.bpfledger.journal.value.Policy.DEFAULT);

    Teller.Loading loading = load(wish);
    World.expectDone(loading.answer());
    ProgramKey first = loading.programs().getFirst();
    Teller.Attaching attaching = attach(first, Map.of("iface", "veth0", "priority", "55"));
    World.expectDone(attaching.answer());

    assertThat(world.programView(first).program().labels())
        .isEqualTo(Labels.of(Map.of("team", "net", Labels.APPLICATION, "web")));
    assertThat(world.programView(first).program().batch()).isEqualTo(loading.programs());
    assertThat(world.phase(attaching.link())).isEqualTo("attached");
    assertThat(world.programsInKernel()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "xdp:, has no name",
    "count_one, has no type",
    "nothing:count_one, unknown type",
    "xdp:absent, absent",
    "tracepoint:count_one, section",
  })
  void aWishThatMakesNoSenseLeavesNothing(String program, String complaint) {
    Teller.Loading loading = load(wish(program));

    assertThat(refusal(loading.answer())).contains(complaint);
    assertThat(loading.programs()).isEmpty();
    assertThat(world.ledger().programs()).isEmpty();
    assertThat(world.changes()).noneMatch(line -> line.startsWith("load"));
  }

  @ParameterizedTest
  @CsvSource({
    "absent, 4, absent",
    "limit, 3, limit",
  })
  void aGlobalThatIsNotThereOrOfAnotherSizeIsRefused(String global, int bytes, String complaint) {
    LoadWish wish =
        new LoadWish(
            OBJECT,
            wish("xdp:count_one").origin(),
            List.of("xdp:count_one"),
            new TreeMap<>(Map.of(global, new byte[bytes])),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            io.bpfledger.journal.value.Policy.DEFAULT);

    assertThat(refusal(load(wish).answer())).contains(complaint);
    assertThat(world.ledger().programs()).isEmpty();
  }

  @Test
  void aMapOwnerThatIsNoneIsRefused() {
    LoadWish wish =
        new LoadWish(
            OBJECT,
            wish("xdp:count_one").origin(),
            List.of("xdp:count_one"),
            new TreeMap<>(),
            Map.of(),
            Optional.empty(),
            Optional.of(world.newLink().toString()),
            io.bpfledger.journal.value.Policy.DEFAULT);

    assertThat(refusal(load(wish).answer())).contains("owner");
  }

  @ParameterizedTest
  @CsvSource({
    "iface, '', iface",
    "priority, 7, iface",
  })
  void anAttachWithoutAnInterfaceIsRefused(String option, String value, String complaint) {
    ProgramKey program = load(wish("xdp:count_one")).programs().getFirst();

    Teller.Attaching attaching = attach(program, Map.of(option, value));

    assertThat(refusal(attaching.answer())).contains(complaint);
    assertThat(world.phase(attaching.link())).isEqualTo("absent");
  }

  @Test
  void anInterfaceThatIsNotThereFailsTheAttachAndIsNamed() {
    ProgramKey program = load(wish("xdp:count_one")).programs().getFirst();

    Teller.Attaching attaching = attach(program, Map.of("iface", "absent0"));

    assertThat(attaching.answer().toString()).contains("absent0").contains("ENODEV");
    assertThat(world.phase(attaching.link())).isEqualTo("failed");
  }

  @Test
  void whereNamesAreUniqueASecondLivingProgramOfANameIsRefused() {
    world.stop();
    world.wantUniqueNames();
    world.start();
    List<Teller.Loading> loadings =
        IntStream.range(0, 8)
            .mapToObj(_ -> world.host().teller().load(World.SOMEBODY, wish("xdp:count_one")))
            .toList()
            .stream()
            .map(World::get)
            .toList();

    assertThat(loadings)
        .filteredOn(loading -> loading.answer().toString().contains("Done[]"))
        .hasSize(1);
    assertThat(loadings)
        .filteredOn(loading -> loading.answer().toString().contains("EXISTS"))
        .hasSize(7);
    assertThat(world.programsInKernel()).isEqualTo(1);
    ProgramKey only = world.ledger().programs().getFirst().key();
    World.expectDone(world.tryUnload(only));
    World.expectDone(load(wish("xdp:count_one")).answer());
  }
}
