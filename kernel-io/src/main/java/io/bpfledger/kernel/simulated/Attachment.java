package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;

/** What a link holds. One record or class for each family of hooks. */
sealed interface Attachment
    permits HookAttachment,
        IteratorAttachment,
        StructOpsAttachment,
        TracingAttachment,
        ProbeAttachment {

  /** The kernel's number of the link type. */
  int linkType();

  LinkDetails details();

  /** Takes the hook for this link, or refuses. */
  default void attach(LinkObject link) {}

  /** Lets go of the hook; again is no harm. */
  default void detach(LinkObject link) {}

  default boolean detachesByForce() {
    return false;
  }

  default void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    throw new Refusal(Errno.EINVAL, "links of this kind keep their program");
  }

  /** The link runs another program now. */
  default void replaced(LinkObject link) {}

  /** Gives back what the link itself refers to besides its program. */
  default void vanish() {}

  /** The checks that all families with replaceable programs share, in the kernel's order. */
  static void requireExpected(ProgramObject current, Optional<ProgramObject> expected) {
    if (expected.isPresent() && expected.get() != current) {
      throw new Refusal(Errno.EPERM, "the link runs another program than expected");
    }
  }

  static void requireSameFlavour(ProgramObject current, ProgramObject next) {
    if (current.type() != next.type()
        || current.expectedAttachType() != next.expectedAttachType()) {
      throw new Refusal(Errno.EINVAL, "the new program is of another type or attach type");
    }
  }
}
