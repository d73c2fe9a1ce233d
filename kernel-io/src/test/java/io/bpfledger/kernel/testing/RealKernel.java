package io.bpfledger.kernel.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.PropagationMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that works on the kernel of this machine, for Jupiter and for jqwik.
 *
 * <p>It runs as root and is skipped otherwise; the number of skipped tests and the reason are
 * printed at the end. As root a class of which no test ran to its end fails: a suite that quietly
 * skips itself proves nothing. Descriptors that the class leaves open fail it, too.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith({RealKernelCondition.class, DescriptorLeakCheck.class})
@AddLifecycleHook(RealKernelContainer.class)
@AddLifecycleHook(value = RealKernelTries.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
public @interface RealKernel {}
