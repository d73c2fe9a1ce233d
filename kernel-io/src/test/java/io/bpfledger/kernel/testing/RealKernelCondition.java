package io.bpfledger.kernel.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Skips a class without root; as root demands that at least one of its tests ran. */
final class RealKernelCondition
    implements ExecutionCondition, AfterTestExecutionCallback, AfterAllCallback {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RealKernelCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Root.present()
        ? ConditionEvaluationResult.enabled("root")
        : ConditionEvaluationResult.disabled(Root.SKIPPED);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    boolean aborted = context.getExecutionException().orElse(null) instanceof TestAbortedException;
    if (!aborted) {
      // A test of a nested class is one of the outer class, too.
      for (Class<?> type = context.getRequiredTestClass();
          type != null;
          type = type.getEnclosingClass()) {
        ran(context, type).incrementAndGet();
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (ran(context, context.getRequiredTestClass()).get() == 0) {
      throw new AssertionError(
          "no real-kernel test of "
              + context.getRequiredTestClass().getSimpleName()
              + " ran to its end, though this is root");
    }
  }

  private static AtomicInteger ran(ExtensionContext context, Class<?> type) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(type, _ -> new AtomicInteger(), AtomicInteger.class);
  }
}
