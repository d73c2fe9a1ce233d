package io.bpfledger.reconciler.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.reconciler.rule.DispatcherPhase;
import io.bpfledger.reconciler.rule.DispatcherRules;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.rule.LinkPhase;
import io.bpfledger.reconciler.rule.LinkRules;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramRules;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.rule.Rule;
import io.bpfledger.reconciler.survey.SurveyIndex;
import io.bpfledger.reconciler.testing.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One test for each cell: what the kernel shows is recognised, and decided as {@code cells.csv}
 * says. That file is written by hand after a change that is meant; a cell that it lacks fails.
 */
final class CellTest {

  private static final Path EXPECTATIONS = Path.of("src/test/resources/cells.csv");

  /** A row and a column of one of the tables. */
  record Cell(String kind, String ledger, String kernel) {

    @Override
    public String toString() {
      return kind + " " + ledger + " × " + kernel;
    }
  }

  static Stream<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (ProgramPhase ledger : ProgramPhase.values()) {
      for (ProgramSighting kernel : ProgramSighting.values()) {
        cells.add(new Cell("program", ledger.name(), kernel.name()));
      }
    }
    for (LinkPhase ledger : LinkPhase.values()) {
      for (LinkSighting kernel : LinkSighting.values()) {
        cells.add(new Cell("link", ledger.name(), kernel.name()));
      }
    }
    for (DispatcherPhase ledger : DispatcherPhase.values()) {
      for (HookSighting kernel : HookSighting.values()) {
        cells.add(new Cell("dispatcher", ledger.name(), kernel.name()));
      }
    }
    return cells.stream();
  }

  @Test
  void everyCellIsExpectedAndNoOther() throws IOException {
    assertThat(expectations().keySet()).containsExactlyElementsOf(cells().toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void cellIsRecognisedAndDecided(Cell cell) throws IOException {
    String expected = expectations().get(cell);
    assertThat(shown(rule(cell))).isEqualTo(expected);

    for (RestartPolicy restart : RestartPolicy.values()) {
      Optional<Scene> scene =
          scene(cell, restart == RestartPolicy.ONCE ? Policy.ONCE : Policy.DEFAULT);
      if (scene.isPresent()) {
        assertThat(scene.get().sighting(cell)).isEqualTo(cell.kernel());
        assertThat(scene.get().shown(cell)).isEqualTo(decided(rule(cell), restart));
      }
    }
  }

  /**
   * A cell that can be seen.
   *
   * @param entity empty for what the ledger does not know
   */
  private record Scene(Ledger ledger, Sight sight, Optional<StreamId> entity) {

    /** The finding about the entity, or that there is none. */
    String shown(Cell cell) {
      return Differences.between(ledger, sight.survey()).differences().stream()
          .filter(difference -> difference.entity().equals(entity))
          .filter(difference -> isAbout(cell, difference))
          .map(difference -> difference.code() + " " + difference.verdict().decision().word())
          .findFirst()
          .orElse("");
    }

    /** The column. */
    String sighting(Cell cell) {
      SurveyIndex index = new SurveyIndex(sight.survey());
      if (entity.isEmpty()) {
        return unknown(cell, index);
      }
      return switch (cell.kind()) {
        case "program" ->
            new ProgramComparison(ledger, index)
                .see(
                    ProgramScenes.PROGRAM,
                    ledger.program(ProgramScenes.PROGRAM).orElseThrow().state())
                .sighting()
                .name();
        case "link" ->
            new LinkComparison(ledger, index)
                .see(ledger.link(LinkScenes.LINK).orElseThrow())
                .orElseThrow()
                .sighting()
                .name();
        default ->
            new DispatcherComparison(ledger, index)
                .see(ledger.dispatcher(DispatcherScenes.HOOK).orElseThrow())
                .sighting()
                .name();
      };
    }

    /** Of what the ledger does not know, the finding says all. */
    private String unknown(Cell cell, SurveyIndex index) {
      return cell.kind().equals("program")
          ? new UnrecordedPrograms(index).unknown(ProgramScenes.PROGRAM).sighting().name()
          : cell.kernel();
    }

    /** Things that the ledger does not know have no entity, and are told by their codes. */
    private boolean isAbout(Cell cell, Difference difference) {
      return difference.code().startsWith(cell.kind() + ".");
    }
  }

  private static String decided(Rule rule, RestartPolicy restart) {
    return rule.verdict(restart).decision() == Decision.OK
        ? ""
        : rule.code() + " " + rule.verdict(restart).decision().word();
  }

  private static Optional<Scene> scene(Cell cell, Policy policy) {
    return switch (cell.kind()) {
      case "program" -> {
        ProgramPhase ledger = ProgramPhase.valueOf(cell.ledger());
        yield Optional.of(
            new Scene(
                ProgramScenes.books(ledger, policy).ledger(),
                ProgramScenes.sight(ledger, ProgramSighting.valueOf(cell.kernel())),
                entity(ledger == ProgramPhase.ABSENT, StreamId.of(ProgramScenes.PROGRAM))));
      }
      case "link" -> {
        LinkPhase ledger = LinkPhase.valueOf(cell.ledger());
        yield LinkScenes.sight(ledger, LinkSighting.valueOf(cell.kernel()))
            .map(
                sight ->
                    new Scene(
                        LinkScenes.books(ledger, policy).ledger(),
                        sight,
                        entity(ledger == LinkPhase.ABSENT, StreamId.of(LinkScenes.LINK))));
      }
      default -> {
        DispatcherPhase ledger = DispatcherPhase.valueOf(cell.ledger());
        yield DispatcherScenes.sight(ledger, HookSighting.valueOf(cell.kernel()))
            .map(
                sight ->
                    new Scene(
                        DispatcherScenes.books(ledger, policy).ledger(),
                        sight,
                        entity(
                            ledger == DispatcherPhase.ABSENT, StreamId.of(DispatcherScenes.HOOK))));
      }
    };
  }

  private static Optional<StreamId> entity(boolean unknown, StreamId stream) {
    return unknown ? Optional.empty() : Optional.of(stream);
  }

  @Test
  void onlyCellsThatNoKernelCanShowHaveNoScene() {
    List<String> unseen =
        cells().filter(cell -> scene(cell, Policy.DEFAULT).isEmpty()).map(Cell::toString).toList();

    assertThat(unseen)
        .containsExactly(
            "link ABSENT × ABSENT",
            "link ABSENT × DUPLICATED",
            "link ATTACHING × UNPINNED",
            "link FAILED × DUPLICATED",
            "link FAILED × UNPINNED",
            "link DETACHED × DUPLICATED",
            "link DETACHED × UNPINNED",
            "dispatcher ABSENT × VACANT",
            "dispatcher ABSENT × RUNNING",
            "dispatcher ABSENT × INCOMPLETE",
            "dispatcher ABSENT × OTHER_REVISION",
            "dispatcher ABSENT × UNPINNED",
            "dispatcher ABSENT × FOREIGN",
            "dispatcher ABSENT × DEVICE_GONE",
            "dispatcher ABSENT × UNREADABLE",
            "dispatcher VACANT × RUNNING",
            "dispatcher VACANT × INCOMPLETE",
            "dispatcher VACANT × UNPINNED");
  }

  private static Rule rule(Cell cell) {
    return switch (cell.kind()) {
      case "program" ->
          ProgramRules.rule(
              ProgramPhase.valueOf(cell.ledger()), ProgramSighting.valueOf(cell.kernel()));
      case "link" ->
          LinkRules.rule(LinkPhase.valueOf(cell.ledger()), LinkSighting.valueOf(cell.kernel()));
      default ->
          DispatcherRules.rule(
              DispatcherPhase.valueOf(cell.ledger()), HookSighting.valueOf(cell.kernel()));
    };
  }

  private static String shown(Rule rule) {
    return "%s,%s,%s by %s,%s by %s"
        .formatted(
            rule.code(),
            rule.severity().word(),
            rule.ensure().decision().word(),
            rule.ensure().remedy().word().replace(", ", " and "),
            rule.once().decision().word(),
            rule.once().remedy().word().replace(", ", " and "));
  }

  private static Map<Cell, String> expectations() throws IOException {
    if (Boolean.getBoolean("golden.write") && !Files.exists(EXPECTATIONS)) {
      List<String> lines =
          cells()
              .map(
                  cell ->
                      String.join(
                          ",", cell.kind(), cell.ledger(), cell.kernel(), shown(rule(cell))))
              .toList();
      Files.write(EXPECTATIONS, lines, StandardOpenOption.CREATE_NEW);
    }
    Map<Cell, String> expectations = new LinkedHashMap<>();
    for (String line : Files.readAllLines(EXPECTATIONS)) {
      List<String> parts = List.of(line.split(",", 4));
      expectations.put(new Cell(parts.get(0), parts.get(1), parts.get(2)), parts.get(3));
    }
    return expectations;
  }
}
