package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.reconciler.round.RoundReport.Sequel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class AgendaTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final long MILLI = 1_000_000;
  private static final List<Sequel> SEQUELS = List.of(Sequel.values());

  private static long millis(long count) {
    return count * MILLI;
  }

  /** An agenda whose first round was over at time 0. */
  private static Agenda afterTheFirstRound(Random random) {
    Agenda agenda = new Agenda(Pace.DEFAULT, random);
    agenda.start(0);
    agenda.begin(0);
    agenda.end(0, 0, PERIOD, Sequel.NONE);
    return agenda;
  }

  private static Agenda afterTheFirstRound() {
    return afterTheFirstRound(new Random(1));
  }

  @Test
  void theFirstRoundIsDueAtOnceBecauseOfTheStart() {
    Agenda agenda = new Agenda(Pace.DEFAULT, new Random(1));
    agenda.start(millis(7));

    assertThat(agenda.next()).isEqualTo(millis(7));
    assertThat(agenda.begin(millis(7))).isEqualTo(RunTrigger.START);
  }

  @Property(tries = 200)
  void thePeriodIsKeptWithinTenPercent(@ForAll long seed) {
    Agenda agenda = afterTheFirstRound(new Random(seed));

    assertThat(agenda.next()).isBetween(millis(27_000), millis(33_000));
    assertThat(agenda.begin(agenda.next())).isEqualTo(RunTrigger.PERIOD);
  }

  @Test
  void hostsThatBeganTogetherDoNotStayTogether() {
    long one = afterTheFirstRound(new Random(1)).next();
    long other = afterTheFirstRound(new Random(2)).next();

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void aBurstOfHintsLeadsToOneRoundFiftyMillisecondsAfterItsFirst() {
    Agenda agenda = afterTheFirstRound();
    for (int hint = 0; hint < 1_000; hint++) {
      agenda.hint(millis(1_000) + hint * MILLI / 10);
    }

    assertThat(agenda.next()).isEqualTo(millis(1_050));
    assertThat(agenda.begin(millis(1_100))).isEqualTo(RunTrigger.NOTIFICATION);
    agenda.end(millis(1_100), millis(1_101), PERIOD, Sequel.NONE);
    assertThat(agenda.next()).isGreaterThan(millis(20_000));
  }

  @Test
  void aHintDuringARoundLeadsToOneMore() {
    Agenda agenda = afterTheFirstRound();
    agenda.hint(millis(1_000));
    agenda.begin(millis(1_050));
    agenda.hint(millis(1_052));
    agenda.end(millis(1_050), millis(1_060), PERIOD, Sequel.NONE);

    assertThat(agenda.next()).isEqualTo(millis(1_160));
  }

  @Test
  void whoeverAsksIsServedAtOnceButForTheGap() {
    Agenda agenda = afterTheFirstRound();
    agenda.ask(millis(10));

    assertThat(agenda.next()).isEqualTo(millis(100));
    assertThat(agenda.begin(millis(100))).isEqualTo(RunTrigger.COMMAND);
  }

  @Test
  void aDryRunTakesNothingAwayFromAHint() {
    Agenda agenda = afterTheFirstRound();
    agenda.hint(millis(1_000));
    agenda.ask(millis(1_000));
    agenda.beginAsked();
    agenda.end(millis(1_000), millis(1_010), PERIOD, Sequel.NONE);

    assertThat(agenda.next()).isEqualTo(millis(1_110));
    assertThat(agenda.begin(agenda.next())).isEqualTo(RunTrigger.NOTIFICATION);
  }

  @Test
  void aKernelThatIsSlowToLookAtIsLookedAtForHintsLessOften() {
    Agenda agenda = afterTheFirstRound();
    agenda.hint(millis(1_000));
    agenda.begin(millis(1_050));
    agenda.hint(millis(1_060));
    agenda.end(millis(1_050), millis(2_050), PERIOD, Sequel.NONE);

    assertThat(agenda.next()).isEqualTo(millis(6_050));
  }

  @Test
  void afterARepairAnotherRoundFollowsAndAfterSomethingInFlightOneASecondLater() {
    Agenda repaired = afterTheFirstRound();
    repaired.end(millis(10), millis(20), PERIOD, Sequel.AT_ONCE);
    Agenda waiting = afterTheFirstRound();
    waiting.end(millis(10), millis(20), PERIOD, Sequel.SOON);

    assertThat(repaired.next()).isEqualTo(millis(120));
    assertThat(waiting.next()).isEqualTo(millis(1_020));
  }

  /**
   * Whatever happens, two rounds are never closer than the gap, and never further than a period.
   */
  @Property(tries = 300)
  void roundsNeverRunHotAndNeverStop(
      @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> happenings, @ForAll long seed) {
    Agenda agenda = new Agenda(Pace.DEFAULT, new Random(seed));
    Random random = new Random(seed);
    long now = 0;
    agenda.start(now);
    List<Long> ends = new ArrayList<>();
    for (int happening : happenings) {
      switch (happening) {
        case 0 -> agenda.hint(now);
        case 1 -> agenda.ask(now);
        case 2 -> now += random.nextLong(millis(200));
        default -> {
          now = Math.max(now, agenda.next());
          if (!ends.isEmpty()) {
            assertThat(now - ends.getLast()).isGreaterThanOrEqualTo(millis(100));
          }
          agenda.begin(now);
          long began = now;
          now += random.nextLong(millis(50));
          Sequel sequel = SEQUELS.get(random.nextInt(SEQUELS.size()));
          agenda.end(began, now, PERIOD, sequel);
          ends.add(now);
          assertThat(agenda.next()).isLessThanOrEqualTo(now + millis(33_000));
        }
      }
    }
  }
}
