package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What the machine's profile says its kernel has. */
final class SimulatedFeatures implements Features {

  private final SimulatedProcess process;

  SimulatedFeatures(SimulatedProcess process) {
    this.process = process;
  }

  @Override
  public FeatureState probe(Feature feature) {
    Result<FeatureState> answer =
        process
            .gate()
            .call(
                Operation.PROBE_FEATURE,
                feature.phrase(),
                () -> {
                  FeatureState.Absent absent = process.machine().profile().absent().get(feature);
                  return absent == null ? new FeatureState.Present() : absent;
                });
    return switch (answer) {
      case Result.Success<FeatureState> success -> success.value();
      case Result.Failure<FeatureState> failure ->
          new FeatureState.Unknown(failure.error().errno(), failure.error().message());
    };
  }

  @Override
  public Map<Feature, FeatureState> probeAll() {
    EnumMap<Feature, FeatureState> states = new EnumMap<>(Feature.class);
    for (Feature feature : Feature.values()) {
      states.put(feature, probe(feature));
    }
    return Collections.unmodifiableMap(states);
  }
}
