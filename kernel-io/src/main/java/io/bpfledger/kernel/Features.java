package io.bpfledger.kernel;

import java.util.Map;

/** What this kernel can do, found out by trying; each answer is kept once found. */
public interface Features {

  FeatureState probe(Feature feature);

  /** All features, in the order of the enum. */
  Map<Feature, FeatureState> probeAll();
}
