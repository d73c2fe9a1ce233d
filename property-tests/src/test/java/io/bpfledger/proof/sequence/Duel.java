package io.bpfledger.proof.sequence;

import static org.assertj.core.api.Assertions.fail;

import io.bpfledger.proof.contract.LinuxWorld;
import io.bpfledger.proof.contract.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a sequence on both kernels and stops at the first difference.
 *
 * <p>Linux frees some objects a moment after the call that let them go. So what is seen must become
 * equal within a bound, before the next step; what a step answers must be equal at once.
 */
final class Duel {

  private static final int FIRST_PAUSE_MILLIS = 5;

  /** In all about five seconds at first, and about one as soon as a difference is known. */
  private static final int LOOKS = 10;

  private static final int LOOKS_WHILE_SHRINKING = 8;

  private static volatile boolean shrinking;

  private Duel() {}

  /** Plays it and tells how many steps did something. */
  static int play(List<Step> steps) {
    int effective = 0;
    List<String> story = new ArrayList<>();
    try (Table simulated = new Table(new SimulatedWorld());
        Table linux = new Table(new LinuxWorld())) {
      Player onSimulated = new Player(simulated);
      Player onLinux = new Player(linux);
      for (Step step : steps) {
        String expected = onLinux.play(step);
        String answered = onSimulated.play(step);
        story.add(step + " -> " + expected);
        if (!answered.equals(expected)) {
          fail(tell(story, "the simulated kernel answered " + answered));
        }
        if (!expected.equals(Player.NOTHING)) {
          effective++;
          compare(simulated, linux, story);
        }
      }
    }
    return effective;
  }

  private static void compare(Table simulated, Table linux, List<String> story) {
    List<String> shown = Observation.of(simulated);
    List<String> expected = Observation.of(linux);
    int looks = shrinking ? LOOKS_WHILE_SHRINKING : LOOKS;
    for (int look = 0; look < looks && !shown.equals(expected); look++) {
      pause(FIRST_PAUSE_MILLIS << look);
      expected = Observation.of(linux);
    }
    if (!shown.equals(expected)) {
      shrinking = true;
      List<String> onlySimulated = new ArrayList<>(shown);
      onlySimulated.removeAll(expected);
      List<String> onlyLinux = new ArrayList<>(expected);
      onlyLinux.removeAll(shown);
      fail(
          tell(
              story, "Linux shows " + onlyLinux + "\nthe simulated kernel shows " + onlySimulated));
    }
  }

  private static String tell(List<String> story, String difference) {
    return "the kernels differ after\n  " + String.join("\n  ", story) + "\n" + difference;
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
