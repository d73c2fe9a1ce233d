package io.bpfledger.journal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.testing.Candidates;
import io.bpfledger.journal.testing.Histories;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/states.md} shows what each event makes of each state; here it is held to the truth.
 *
 * <p>After a change that is meant, delete the file, run this test once with {@code
 * -Dgolden.write=true}, and read the difference.
 */
final class TransitionTableTest {

  private static final Path DOCUMENT = Path.of("../docs/states.md");
  private static final int FURTHEST = 6;

  private static final String INTRODUCTION =
      """
      # States

      What each event makes of a program, a link and a dispatcher, by the phase they are in. An empty cell is an event that is refused there. `TransitionTableTest` computes these tables from `evolve` and fails when this page
      says otherwise.

      The first table of each is for entities that no repair is under way for; an outcome there ends the operation that began it. An outcome that failed leads back to what was before. The second is for those with a repair under way, where only what belongs to the repair, a new label and
      a new policy can happen. Repairs themselves begin in every phase but `absent`.
      """;

  @Test
  void documentShowsWhatEvolveDoes() throws IOException {
    String truth =
        INTRODUCTION
            + chapter("Program", StreamId.of(Samples.PROGRAM))
            + chapter("Link", StreamId.of(Samples.LINK))
            + chapter("Dispatcher", StreamId.of(Samples.HOOK));
    if (Boolean.getBoolean("golden.write") && !Files.exists(DOCUMENT)) {
      Files.writeString(DOCUMENT, truth, StandardOpenOption.CREATE_NEW);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(truth);
  }

  private static String chapter(String title, StreamId stream) {
    Map<String, List<EntityState>> idle = new LinkedHashMap<>();
    Map<String, List<EntityState>> underRepair = new LinkedHashMap<>();
    for (EntityState state : Histories.reachable(stream, FURTHEST, Histories::shape)) {
      Map<String, List<EntityState>> columns = repairUnderWay(state) ? underRepair : idle;
      columns.computeIfAbsent(state.phase(), _ -> new ArrayList<>()).add(state);
    }
    return "\n## %s\n\n%s\nWith a repair under way:\n\n%s"
        .formatted(title, table(idle), table(underRepair));
  }

  private static boolean repairUnderWay(EntityState state) {
    return state.repairs().underWay().isPresent();
  }

  private static String table(Map<String, List<EntityState>> columns) {
    StringBuilder text = new StringBuilder();
    text.append("| |");
    columns.keySet().forEach(phase -> text.append(' ').append(phase).append(" |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (String name : names(columns.values().iterator().next().getFirst())) {
      text.append("| `").append(name).append("` |");
      for (List<EntityState> states : columns.values()) {
        Set<String> results = new TreeSet<>();
        states.forEach(state -> results.addAll(results(state, name)));
        text.append(' ').append(String.join(" or ", results)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static Set<String> names(EntityState state) {
    Set<String> names = new LinkedHashSet<>();
    for (Event event : Candidates.next(state, Ulid.of(1, 1, 1))) {
      names.add(event.getClass().getSimpleName());
    }
    return names;
  }

  private static Set<String> results(EntityState state, String name) {
    Set<String> results = new LinkedHashSet<>();
    for (Event event : Histories.legal(state, Ulid.of(999, 9, 9))) {
      if (event.getClass().getSimpleName().equals(name)) {
        EntityState next = state.evolve(event);
        boolean repairs = event instanceof RepairEvent || !repairUnderWay(next);
        results.add(next.phase() + (repairs ? "" : ", repair goes on"));
      }
    }
    return results;
  }
}
