package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static io.bpfledger.reconciler.testing.Entities.SECOND;
import static io.bpfledger.reconciler.testing.Entities.STRANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.reconciler.rule.DispatcherPhase;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.rule.LinkPhase;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One test for each rule about what is no entity of its own; the switch lets none be forgotten. */
final class OtherRuleTest {

  private static final ProgramKey PROGRAM = ProgramScenes.PROGRAM;
  private static final Path ROOT = Sight.LAYOUT.root();
  private static final Path STAGED =
      Sight.LAYOUT.staging(STRANGE).resolve(PROGRAM.toString()).resolve("program");
  private static final Path MAP_PIN =
      Sight.LAYOUT.program(LOAD, PROGRAM).resolve("maps").resolve("counts");
  private static final int ID = 71;
  private static final int MAP_ID = 40;
  private static final HookKey TC_HOOK = new HookKey(HookPoint.TC_INGRESS, Samples.DEVICE);

  private record Scene(Books books, Sight sight) {}

  @ParameterizedTest
  @EnumSource(OtherRule.class)
  void whatTheRuleIsAboutIsFoundOnce(OtherRule rule) {
    Scene scene = scene(rule);

    assertThat(Differences.between(scene.books().ledger(), scene.sight().survey()).differences())
        .filteredOn(difference -> difference.code().equals(rule.rule().code()))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.verdict()).isEqualTo(rule.rule().ensure());
              assertThat(difference.why()).isEqualTo(rule.rule().why());
            });
  }

  private static Books loaded() {
    return ProgramScenes.books(ProgramPhase.LOADED, Policy.DEFAULT);
  }

  private static Sight running() {
    return ProgramScenes.sight(ProgramPhase.LOADED, ProgramSighting.MATCHING);
  }

  private static Books loadedWithMap() {
    return ProgramScenes.books(ProgramPhase.LOADING, Policy.DEFAULT)
        .post(
            StreamId.of(PROGRAM),
            new ProgramEvent.Loaded(
                LOAD,
                Entities.load(
                    LOAD,
                    PROGRAM,
                    ID,
                    List.of(
                        new Load.LoadedMap(
                            "counts",
                            MAP_ID,
                            Optional.of(MAP_PIN.toString()),
                            Load.MapOrigin.OWN)))));
  }

  private static RepairEvent repair() {
    return new RepairEvent.RepairRequested(SECOND, Decision.REPIN, "program.unpinned");
  }

  private static Scene scene(OtherRule rule) {
    return switch (rule) {
      case PROGRAM_REPAIR_OPEN ->
          new Scene(loaded().post(StreamId.of(PROGRAM), repair()), running());
      case LINK_REPAIR_OPEN ->
          new Scene(
              LinkScenes.books(LinkPhase.ATTACHED, Policy.DEFAULT)
                  .post(StreamId.of(LinkScenes.LINK), repair()),
              LinkScenes.sight(LinkPhase.ATTACHED, LinkSighting.MATCHING).orElseThrow());
      case DISPATCHER_REPAIR_OPEN ->
          new Scene(
              DispatcherScenes.books(DispatcherPhase.ACTIVE, Policy.DEFAULT)
                  .post(StreamId.of(DispatcherScenes.HOOK), repair()),
              DispatcherScenes.sight(DispatcherPhase.ACTIVE, HookSighting.RUNNING).orElseThrow());
      case FILE_SYSTEM_MISSING -> new Scene(new Books(), new Sight().unmounted());
      case STAGING_LEFT ->
          new Scene(loaded(), running().marked(72, PROGRAM.ulid()).pinProgram(STAGED, 72));
      case STAGING_UNPROVEN -> new Scene(loaded(), running().program(72).pinProgram(STAGED, 72));
      case STAGING_UNREADABLE ->
          new Scene(
              loaded(),
              running()
                  .program(72)
                  .mark(72, new Reading.Unread<>("in the test"))
                  .pinProgram(STAGED, 72));
      case DIRECTORY_EMPTY -> new Scene(loaded(), running().directory(Sight.LAYOUT.batch(STRANGE)));
      case NAME_UNKNOWN -> new Scene(loaded(), running().directory(ROOT.resolve("stuff")));
      case MAP_UNPINNED -> new Scene(loadedWithMap(), running());
      case MAP_REPLACED -> new Scene(loadedWithMap(), running().pinMap(MAP_PIN, 41));
      case MAP_UNKNOWN -> new Scene(loaded(), running().pinMap(MAP_PIN, 41));
      case MAPS_LEFT_OVER ->
          new Scene(
              ProgramScenes.books(ProgramPhase.UNLOADED, Policy.DEFAULT),
              new Sight().pinMap(MAP_PIN, MAP_ID));
      case MAP_UNUSED ->
          new Scene(
              loaded(), running().pinMap(Sight.LAYOUT.mapsByName().resolve("counts"), MAP_ID));
      case FILTER_UNKNOWN ->
          new Scene(
              loaded(),
              running()
                  .device("eth0", 4)
                  .filter(
                      new TcFilter(
                          4,
                          Direction.INGRESS,
                          1,
                          1,
                          0,
                          "bpf",
                          "pass",
                          Optional.of(new ProgramId(ID)),
                          true)));
      case QDISC_EXCLUSIVE ->
          new Scene(
              TcScenes.lost(loaded(), TC_HOOK),
              running().device("eth0", 4).qdisc(new Qdisc(4, "ingress", 0xffff0000, 0xfffffff1)));
      case DEVICE_RENAMED ->
          new Scene(
              DispatcherScenes.books(DispatcherPhase.ACTIVE, Policy.DEFAULT),
              DispatcherScenes.sight(DispatcherPhase.ACTIVE, HookSighting.DEVICE_GONE)
                  .orElseThrow()
                  .device("wan0", Samples.IDENTITY.index()));
      case OBJECT_MISSING -> new Scene(loaded(), running().objects(Set.of()));
    };
  }
}
