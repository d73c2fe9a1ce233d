package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.VerifierRejection;
import java.util.Optional;

/**
 * The kernel says no in the middle of an operation.
 *
 * <p>Thrown before anything has changed, and turned into an error value where the operation ends;
 * it never leaves this package.
 */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient KernelError cause;

  private Refusal(KernelError cause) {
    super(cause.message(), null, false, false);
    this.cause = cause;
  }

  Refusal(Errno errno, String detail) {
    this(KernelError.of(Operation.READ_HOST, "", errno, detail));
  }

  /** The same, saying what it is about better than the caller can. */
  Refusal about(String object) {
    return new Refusal(
        new KernelError(
            cause.operation(),
            object,
            cause.errno(),
            cause.detail(),
            cause.missingFeature(),
            cause.rejection()));
  }

  Refusal missing(Feature feature) {
    return new Refusal(cause.withMissingFeature(feature));
  }

  Refusal rejected(VerifierRejection rejection) {
    return new Refusal(cause.withRejection(rejection));
  }

  /** An error that was made elsewhere, and may know better than the caller what it is about. */
  static Refusal of(KernelError error) {
    return new Refusal(error);
  }

  Errno errno() {
    return cause.errno();
  }

  /** The error as the caller of an operation sees it. */
  KernelError during(Operation operation, String object) {
    return new KernelError(
        operation,
        cause.object().isEmpty() ? object : cause.object(),
        cause.errno(),
        cause.detail(),
        cause.missingFeature(),
        cause.rejection());
  }

  Optional<VerifierRejection> rejection() {
    return cause.rejection();
  }
}
