package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what needs a feature that the probe says is absent. Without root nothing is probed. */
final class FeatureCondition implements ExecutionCondition {

  /** How every reason begins; the report finds skips by it. */
  static final String SKIPPED = "this kernel has no ";

  private static final LinuxFeatures FEATURES = new LinuxFeatures();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), NeedsFeature.class)
        .filter(_ -> Root.present())
        .flatMap(needed -> firstAbsent(needed.value()))
        .map(absent -> ConditionEvaluationResult.disabled(absent.absence()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("no feature is missing"));
  }

  private static Optional<Feature> firstAbsent(Feature[] needed) {
    return Stream.of(needed)
        .filter(feature -> FEATURES.probe(feature) instanceof FeatureState.Absent)
        .findFirst();
  }
}
