package io.bpfledger.proof.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** The simulated kernel is Linux, as far as random sequences can tell. */
@RealKernel
final class RandomSequencesTest {

  private static final AtomicInteger SEQUENCES = new AtomicInteger();
  private static final AtomicInteger STEPS = new AtomicInteger();
  private static final AtomicInteger EFFECTIVE = new AtomicInteger();

  @Property(
      tries = 200,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED,
      afterFailure = AfterFailureMode.SAMPLE_FIRST)
  void bothKernelsAnswerAndShowTheSame(@ForAll("sequences") List<Step> steps) {
    int effective = Duel.play(steps);

    SEQUENCES.incrementAndGet();
    STEPS.addAndGet(steps.size());
    EFFECTIVE.addAndGet(effective);
    assertThat(effective).isPositive();
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    return StepArbitraries.sequences(30, 50);
  }

  @AfterContainer
  static void tellHowMuchWasPlayed() {
    System.out.printf(
        "random sequences: %d sequences, %d steps, %d of them with something to do%n",
        SEQUENCES.get(), STEPS.get(), EFFECTIVE.get());
  }
}
