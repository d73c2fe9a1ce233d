package io.bpfledger.kernel;

import java.util.List;
import java.util.Optional;

/**
 * The members of a hook.
 *
 * @param revision counts the changes of a TCX hook; 0 for hooks that do not count
 */
public record HookMembers(long revision, List<Member> members) {

  /** One program on the hook; the link is empty where the kernel does not tell or has none. */
  public record Member(ProgramId program, Optional<LinkId> link) {}

  public HookMembers {
    members = List.copyOf(members);
  }
}
