package io.bpfledger.journal.value;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a hook, in the order they run, under a number that is never given again.
 *
 * @param number counts up from 1; numbers of revisions that failed are not reused
 */
public record Revision(long number, List<Member> members) {

  public static final int MEMBERS_MAX = 64;

  public Revision {
    Limits.positive("revision", number);
    Limits.atMost("members", members, MEMBERS_MAX);
    members = List.copyOf(members);
    Set<LinkKey> links = new HashSet<>();
    for (Member member : members) {
      if (!links.add(member.link())) {
        throw new IllegalArgumentException("link " + member.link() + " is a member twice");
      }
    }
  }

  /** The place of a link among the members, counted from 0. */
  public Optional<Integer> position(LinkKey link) {
    for (int position = 0; position < members.size(); position++) {
      if (members.get(position).link().equals(link)) {
        return Optional.of(position);
      }
    }
    return Optional.empty();
  }

  /**
   * One member of a hook.
   *
   * @param programName orders members of the same priority
   * @param proceedOn after which verdicts the next member runs; empty where the kernel decides
   */
  public record Member(
      LinkKey link,
      ProgramKey program,
      String programName,
      int priority,
      Optional<ProceedOn> proceedOn) {

    public Member {
      Limits.name("program name", programName);
      Limits.notNegative("priority", priority);
    }
  }
}
