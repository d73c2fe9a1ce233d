package io.bpfledger.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs small classes through the launcher and looks at what became of them. */
final class RealKernelTest {

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;

  /** What the samples leave open, for the test to close. */
  private static final Queue<FileDescriptor> LEAKED = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeWhatLeaked() {
    LEAKED.forEach(FileDescriptor::close);
    LEAKED.clear();
  }

  @Test
  void classThatLeavesASocketOpenFailsAndNamesIt() {
    assumeTrue(Root.present(), Root.SKIPPED);
    assertThat(failuresOf(LeakingSample.class))
        .singleElement()
        .asString()
        .contains("LeakingSample left open", "socket:[");
  }

  @Test
  void jqwikClassThatLeavesASocketOpenFailsAndNamesIt() {
    assumeTrue(Root.present(), Root.SKIPPED);
    assertThat(failuresOf(LeakingProperties.class))
        .isNotEmpty()
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("LeakingProperties left open")
                    .hasMessageContaining("socket:["));
  }

  /** Bounded to a second, which the sample needs more than. */
  @Test
  void noTryOfAnAbandonedShrinkingOutlivesItsClass() throws InterruptedException {
    assumeTrue(Root.present(), Root.SKIPPED);
    assertThat(failuresOf(SlowlyShrinkingProperties.class))
        .singleElement()
        .asString()
        .contains("too long");

    int begun = SlowlyShrinkingProperties.BEGUN.get();
    assertThat(begun).as("tries").isGreaterThan(2);
    assertThat(SlowlyShrinkingProperties.ENDED).hasValue(begun);
    Thread.sleep(5 * SlowlyShrinkingProperties.TRY_MILLIS);
    assertThat(SlowlyShrinkingProperties.BEGUN).hasValue(begun);
  }

  @Test
  void classThatClosesWhatItOpensPasses() {
    assertThat(failuresOf(TidySample.class)).isEmpty();
  }

  @Test
  void rootClassOfWhichNoTestRanFails() {
    assumeTrue(Root.present(), Root.SKIPPED);
    assertThat(failuresOf(AbortingSample.class))
        .singleElement()
        .asString()
        .contains("no real-kernel test of AbortingSample ran");
  }

  @Test
  void skippedTestsAreCountedAndPrinted() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(failuresOf(SkippedSample.class)).isEmpty();
    } finally {
      System.setOut(console);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("skipped 2 real-kernel tests: not root");
  }

  private static List<Throwable> failuresOf(Class<?> sample) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(sample))
                .configurationParameter("jqwik.shrinking.bounded.seconds", "1")
                .build(),
            summary);
    return summary.getSummary().getFailures().stream()
        .map(failure -> failure.getException())
        .toList();
  }

  private static FileDescriptor socket() {
    return FileDescriptor.owning(SystemCalls.call(SystemCall.SOCKET, AF_UNIX, SOCK_STREAM, 0));
  }

  @RealKernel
  static final class LeakingSample {
    @Test
    void leaks() {
      LEAKED.add(socket());
    }
  }

  @RealKernel
  static final class LeakingProperties {
    @Property(tries = 1)
    void leaks() {
      LEAKED.add(socket());
    }
  }

  @RealKernel
  static final class SlowlyShrinkingProperties {
    private static final int TRY_MILLIS = 150;
    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final AtomicInteger ENDED = new AtomicInteger();

    @Property(
        tries = 1,
        edgeCases = EdgeCasesMode.NONE,
        shrinking = ShrinkingMode.BOUNDED,
        afterFailure = AfterFailureMode.RANDOM_SEED)
    void shrinks(@ForAll @Size(min = 20, max = 40) List<Integer> numbers)
        throws InterruptedException {
      BEGUN.incrementAndGet();
      try {
        Thread.sleep(TRY_MILLIS);
        assertThat(numbers).as("too long").hasSizeLessThan(20);
      } finally {
        ENDED.incrementAndGet();
      }
    }
  }

  @RealKernel
  static final class TidySample {
    @Test
    void closes() {
      socket().close();
    }
  }

  @RealKernel
  static final class AbortingSample {
    @Test
    void aborts() {
      assumeTrue(false, "never");
    }
  }

  /** Skipped as it would be without root, so that the report is tested as root, too. */
  @Disabled(Root.SKIPPED)
  static final class SkippedSample {
    @Test
    void one() {}

    @Test
    void another() {}
  }
}
