package io.bpfledger.kernel;

import io.bpfledger.kernel.attach.LinkTarget;
import java.util.Optional;

/** Links: attachments the kernel knows as objects. */
public interface Links {

  /**
   * Attaches a program. The link lives until its last handle and pin are gone, and then detaches.
   *
   * <p>For a struct_ops target the map is attached, and the program is not used.
   */
  Result<LinkHandle> create(ProgramHandle program, LinkTarget target);

  /**
   * Replaces the program of a link at once. With {@code expected} only if that is the one it runs
   * now, else EPERM; of a kind that cannot, EINVAL.
   */
  Result<Done> update(LinkHandle link, ProgramHandle program, Optional<ProgramHandle> expected);

  /** Detaches by force: the link stays as an object without a hook. EOPNOTSUPP for some kinds. */
  Result<Done> detach(LinkHandle link);

  /** The smallest id above {@code after}, or the smallest of all. Empty at the end. */
  Result<Optional<LinkId>> next(Optional<LinkId> after);

  /** ENOENT when there is no such link any more. */
  Result<LinkHandle> open(LinkId id);

  Result<LinkInfo> info(LinkHandle link);

  /** Opens, asks and closes in one go; what an inventory uses. */
  Result<LinkInfo> describe(LinkId id);

  /** Who is on a hook, in the order in which they run. */
  Result<HookMembers> query(Hook hook);
}
