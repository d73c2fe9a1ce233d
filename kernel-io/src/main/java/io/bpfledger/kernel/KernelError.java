package io.bpfledger.kernel;

import java.util.Optional;

/**
 * A refused or failed kernel operation, as a value.
 *
 * @param operation what was tried
 * @param object what it was tried on, named as a person would: {@code xdp on veth0}, {@code map
 *     counters}
 * @param errno what the kernel answered
 * @param detail what this errno means here and what to do next; may be empty
 * @param missingFeature the feature this kernel lacks, when that is the reason
 * @param rejection the verifier's words, when the verifier refused
 */
public record KernelError(
    Operation operation,
    String object,
    Errno errno,
    String detail,
    Optional<Feature> missingFeature,
    Optional<VerifierRejection> rejection) {

  public static KernelError of(Operation operation, String object, Errno errno) {
    return new KernelError(operation, object, errno, "", Optional.empty(), Optional.empty());
  }

  public static KernelError of(Operation operation, String object, Errno errno, String detail) {
    return new KernelError(operation, object, errno, detail, Optional.empty(), Optional.empty());
  }

  public KernelError withDetail(String newDetail) {
    return new KernelError(operation, object, errno, newDetail, missingFeature, rejection);
  }

  /** With more to say, behind what it says already. */
  public KernelError withFurtherDetail(String more) {
    return withDetail(detail.isEmpty() ? more : detail + "; " + more);
  }

  public KernelError withMissingFeature(Feature feature) {
    return new KernelError(operation, object, errno, detail, Optional.of(feature), rejection);
  }

  public KernelError withRejection(VerifierRejection newRejection) {
    return new KernelError(
        operation, object, errno, detail, missingFeature, Optional.of(newRejection));
  }

  /**
   * One sentence for a person: operation, object, errno by name and number, and why if known, such
   * as {@code attach program: xdp on veth0: EBUSY (16): another link holds the hook}.
   */
  public String message() {
    StringBuilder text = new StringBuilder();
    text.append(operation.phrase()).append(": ").append(object).append(": ").append(errno);
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    missingFeature.ifPresent(feature -> text.append(": ").append(feature.absence()));
    rejection.ifPresent(refused -> text.append(": ").append(refused.summary()));
    return text.toString();
  }

  @Override
  public String toString() {
    return message();
  }
}
