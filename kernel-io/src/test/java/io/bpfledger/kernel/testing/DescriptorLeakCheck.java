package io.bpfledger.kernel.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that leaves descriptors open, and names them. */
public final class DescriptorLeakCheck implements BeforeAllCallback, AfterAllCallback {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DescriptorLeakCheck.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(context.getRequiredTestClass(), OpenDescriptors.now());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    OpenDescriptors before =
        context.getStore(NAMESPACE).get(context.getRequiredTestClass(), OpenDescriptors.class);
    if (before != null) {
      before.requireNoMoreNow(context.getRequiredTestClass().getSimpleName());
    }
  }
}
