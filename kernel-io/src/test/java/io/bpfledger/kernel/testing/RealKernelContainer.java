package io.bpfledger.kernel.testing;

import java.util.List;
import net.jqwik.api.lifecycle.AroundContainerHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import net.jqwik.api.lifecycle.Store;

/** What {@link RealKernelCondition} and {@link DescriptorLeakCheck} are, for jqwik. */
final class RealKernelContainer implements SkipExecutionHook, AroundContainerHook {

  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    return Root.present() ? SkipResult.doNotSkip() : SkipResult.skip(Root.SKIPPED);
  }

  @Override
  public void beforeContainer(ContainerLifecycleContext context) {
    context.optionalContainerClass().ifPresent(RealKernelTries::begin);
    before(context);
  }

  @Override
  public void afterContainer(ContainerLifecycleContext context) {
    context.optionalContainerClass().ifPresent(RealKernelTries::end);
    before(context).requireNoMoreNow(context.label());
  }

  /** What was open before; jqwik has one hook for all containers, hence the store. */
  private static OpenDescriptors before(ContainerLifecycleContext context) {
    Object key = List.of(RealKernelContainer.class, context.label());
    return Store.getOrCreate(key, Lifespan.RUN, OpenDescriptors::now).get();
  }
}
