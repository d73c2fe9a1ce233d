package io.bpfledger.kernel.testing;

import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end how many real-kernel tests were skipped, and why; no skip goes unseen. */
public final class RealKernelReport implements TestExecutionListener {

  private @Nullable TestPlan plan;
  private long skipped;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    skipped = 0;
  }

  @Override
  public void executionSkipped(TestIdentifier identifier, String reason) {
    if (plan != null && reason.contains(Root.SKIPPED)) {
      long below = plan.getDescendants(identifier).stream().filter(TestIdentifier::isTest).count();
      skipped += identifier.isTest() ? 1 : below;
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    if (skipped > 0) {
      System.out.println("skipped " + skipped + " real-kernel tests: " + Root.SKIPPED);
    }
  }
}
