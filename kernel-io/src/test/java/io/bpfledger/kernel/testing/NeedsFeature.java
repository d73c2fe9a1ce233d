package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.Feature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of them, for kernels that have some features. Elsewhere it is skipped; the
 * number of skipped tests and what is missing are printed at the end.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FeatureCondition.class)
public @interface NeedsFeature {

  Feature[] value();
}
