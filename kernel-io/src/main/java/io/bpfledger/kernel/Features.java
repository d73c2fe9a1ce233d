package io.bpfledger.kernel;

import java.util.Map;

/** What this kernel can do, found out by trying; each answer is kept once found. */
public interface Features {

  FeatureState probe(Feature feature);

  /** All features, in the order of the enum. */
  Map<Feature, FeatureState> probeAll();

  /**
   * The error, with the first of the features the operation hangs on that this kernel lacks. It is
   * the probe that says so, not the errno: EINVAL alone tells nothing.
   */
  default KernelError explain(KernelError error, Feature... needed) {
    for (Feature feature : needed) {
      if (probe(feature) instanceof FeatureState.Absent) {
        return error.withMissingFeature(feature);
      }
    }
    return error;
  }
}
