package io.bpfledger.kernel;

/** What a probe found. */
public sealed interface FeatureState {

  record Present() implements FeatureState {}

  /** The kernel refused; {@code reason} says how. */
  record Absent(Errno errno, String reason) implements FeatureState {}

  /** The probe itself could not be made, for lack of a capability for example. */
  record Unknown(Errno errno, String reason) implements FeatureState {}
}
