package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a probe tried, and how the kernel answered.
 *
 * @param tried in words, such as {@code load of a TRACING program}
 * @param refusal empty when it went through
 * @param proof the errors that only a kernel with the feature gives: it understood what was asked,
 *     and found that the target cannot be
 */
record Attempt(String tried, Optional<Errno> refusal, List<Errno> proof) {

  /** What has nothing to do with the feature, and may be otherwise next time. */
  private static final List<String> PASSING =
      List.of("EINTR", "EAGAIN", "ENOMEM", "ENFILE", "EMFILE", "ENOSPC", "EBUSY");

  Attempt {
    proof = List.copyOf(proof);
  }

  static Attempt of(String tried, long answer, Errno... proof) {
    Optional<Errno> refusal = answer < 0 ? Optional.of(new Errno((int) -answer)) : Optional.empty();
    return new Attempt(tried, refusal, Arrays.asList(proof));
  }

  static Attempt of(String tried, Result<?> result, Errno... proof) {
    return new Attempt(tried, result.problem().map(KernelError::errno), Arrays.asList(proof));
  }

  /** An attempt that answers a descriptor, which is given back at once. */
  static Attempt opening(String tried, long answer, Errno... proof) {
    if (answer >= 0) {
      FileDescriptor.owning(answer).close();
    }
    return of(tried, answer, proof);
  }

  /**
   * What it says about the feature.
   *
   * @param privileged whether this process may do what any feature could ask for; without that a
   *     refusal for lack of permission says nothing
   */
  FeatureState state(boolean privileged) {
    if (refusal.isEmpty() || proof.contains(refusal.get())) {
      return new FeatureState.Present();
    }
    Errno errno = refusal.get();
    if (PASSING.contains(errno.name())) {
      return new FeatureState.Unknown(errno, tried + ": " + errno + ", which says nothing of it");
    }
    if (errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES)) {
      return privileged
          ? new FeatureState.Absent(errno, tried + ": " + errno + ", by a policy of this kernel")
          : new FeatureState.Unknown(errno, tried + ": " + errno + ", for want of CAP_SYS_ADMIN");
    }
    return new FeatureState.Absent(errno, tried + ": " + errno);
  }
}
