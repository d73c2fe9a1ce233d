package io.bpfledger.kernel.testing;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end how many real-kernel tests were skipped, and why; no skip goes unseen. */
public final class RealKernelReport implements TestExecutionListener {

  private final Map<String, Long> skippedByReason = new TreeMap<>();
  private @Nullable TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    skippedByReason.clear();
  }

  @Override
  public void executionSkipped(TestIdentifier identifier, String reason) {
    if (plan != null
        && (reason.contains(Root.SKIPPED) || reason.contains(FeatureCondition.SKIPPED))) {
      long below = plan.getDescendants(identifier).stream().filter(TestIdentifier::isTest).count();
      skippedByReason.merge(reason, identifier.isTest() ? 1 : Math.max(below, 1), Long::sum);
    }
  }

  /** A test that found out only on its way that it cannot go on. */
  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
      if (reason.contains(FeatureCondition.SKIPPED)) {
        skippedByReason.merge(reason, 1L, Long::sum);
      }
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    skippedByReason.forEach(
        (reason, skipped) ->
            System.out.println("skipped " + skipped + " real-kernel tests: " + reason));
  }
}
