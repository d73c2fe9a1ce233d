package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.RemovalRequested;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes one revision of all joins and leaves that wait. So nobody waits longer than until the
 * revision under way is done, however many others want something of the hook.
 *
 * <p>Used once.
 */
final class MembershipChange {

  private final HookMembership hook;
  private final long lastNumber;
  private final Optional<LiveRevision> last;
  private final boolean lost;

  private final List<Effect> replies = new ArrayList<>();
  private final List<Request<DispatcherCommand>> deferred = new ArrayList<>();
  private final List<Request<DispatcherCommand>> leaves = new ArrayList<>();
  private final Set<LinkKey> leaving = new HashSet<>();
  private final SortedMap<LinkKey, Request<DispatcherCommand>> joins = new TreeMap<>();
  private final List<Revision.Member> members = new ArrayList<>();
  private boolean returning;

  /**
   * @param last the revision that runs, or ran before it was lost
   */
  MembershipChange(
      HookMembership hook, long lastNumber, Optional<LiveRevision> last, boolean lost) {
    this.hook = hook;
    this.lastNumber = lastNumber;
    this.last = last;
    this.lost = lost;
  }

  /**
   * What follows from the first of these requests, a join or a leave, and from all that can go with
   * it.
   */
  Decision<DispatcherCommand, DispatcherEvent> decide(List<Request<DispatcherCommand>> requests) {
    List<Request<DispatcherCommand>> together = together(requests);
    together.forEach(this::considerLeave);
    lastMembers().stream()
        .filter(member -> !leaving.contains(member.link()))
        .filter(hook::isReady)
        .filter(member -> !lost || hook.isEnsured(member))
        .forEach(members::add);
    together.forEach(this::considerJoin);
    return decided(requests).deferring(deferred);
  }

  /** A request that failed in company is tried alone. */
  private List<Request<DispatcherCommand>> together(List<Request<DispatcherCommand>> requests) {
    Request<DispatcherCommand> first = requests.getFirst();
    List<Request<DispatcherCommand>> together = new ArrayList<>(List.of(first));
    for (Request<DispatcherCommand> request : requests.subList(1, requests.size())) {
      boolean goes =
          !first.alone()
              && !request.alone()
              && isChange(request)
              && together.size() < DispatcherEvent.SERVED_MAX;
      (goes ? together : deferred).add(request);
    }
    return together;
  }

  private static boolean isChange(Request<DispatcherCommand> request) {
    return switch (request.command()) {
      case DispatcherCommand.Join _, DispatcherCommand.Leave _ -> true;
      case DispatcherCommand.ChangePolicy _,
          DispatcherCommand.Lose _,
          DispatcherCommand.Return _,
          DispatcherCommand.Settle _,
          DispatcherCommand.Repair _,
          DispatcherCommand.SuspendRepairs _,
          DispatcherCommand.ResumeRepairs _,
          DispatcherCommand.LookAgain _ ->
          false;
    };
  }

  private List<Revision.Member> lastMembers() {
    return last.map(live -> live.revision().members()).orElseGet(List::of);
  }

  private Optional<Revision.Member> lastMember(LinkKey link) {
    return lastMembers().stream().filter(member -> member.link().equals(link)).findFirst();
  }

  private void considerLeave(Request<DispatcherCommand> request) {
    if (request.command() instanceof DispatcherCommand.Leave(LinkKey link)) {
      leaving.add(link);
      if (lastMember(link).isPresent()) {
        leaves.add(request);
      } else {
        reply(request, Outcome.DONE);
      }
    }
  }

  private void considerJoin(Request<DispatcherCommand> request) {
    if (!(request.command() instanceof DispatcherCommand.Join(LinkKey link))) {
      return;
    }
    if (leaving.contains(link)) {
      refuseLeaving(request, link);
    } else if (lastMember(link).isPresent() && !lost) {
      reply(request, RevisionOutcomes.joined(hook.hook(), last.orElseThrow(), link));
    } else if (joins.containsKey(link)) {
      return; // asked twice under one operation; the answer is for both
    } else if (mustWait(request, link)) {
      deferred.add(request);
    } else {
      join(request, link);
    }
  }

  /** Its own leave, under the same operation, is answer enough. */
  private void refuseLeaving(Request<DispatcherCommand> request, LinkKey link) {
    boolean same = leaves.stream().anyMatch(leave -> leave.operation().equals(request.operation()));
    if (!same) {
      reply(request, Outcome.refused(Refusal.Reason.CONFLICT, "link " + link + " is leaving"));
    }
  }

  /** A program cannot be twice on a TCX hook, not even while one is leaving. */
  private boolean mustWait(Request<DispatcherCommand> request, LinkKey link) {
    boolean operationTaken =
        joins.values().stream().anyMatch(join -> join.operation().equals(request.operation()));
    boolean programLeaves =
        hook.isTcx()
            && hook.link(link)
                .filter(
                    its ->
                        lastMembers().stream()
                            .anyMatch(
                                member ->
                                    member.program().equals(its.link().program())
                                        && leaving.contains(member.link())))
                .isPresent();
    return operationTaken || programLeaves;
  }

  private void join(Request<DispatcherCommand> request, LinkKey link) {
    List<Revision.Member> others =
        members.stream().filter(member -> !member.link().equals(link)).toList();
    switch (hook.apply(link, request.operation(), others, last.isPresent() && !lost)) {
      case HookMembership.Rejected(Outcome outcome) -> reply(request, outcome);
      case HookMembership.Accepted(Revision.Member member) -> {
        members.removeIf(its -> its.link().equals(link));
        members.add(member);
        if (lastMember(link).isPresent()) {
          // It joined and was lost before its link heard of it; the revision answers it, but does
          // not serve it: see RevisionOutcomes.
          returning = true;
        } else {
          joins.put(link, request);
        }
      }
    }
  }

  private void reply(Request<DispatcherCommand> request, Outcome outcome) {
    replies.add(new Effect.Reply(request.operation(), outcome));
  }

  private Decision<DispatcherCommand, DispatcherEvent> decided(
      List<Request<DispatcherCommand>> requests) {
    boolean growing = !joins.isEmpty() || returning;
    if (!growing && leaves.isEmpty()) {
      return new Decision<>(Optional.empty(), List.of(), replies, List.of());
    }
    Request<DispatcherCommand> first =
        requests.stream()
            .filter(request -> joins.containsValue(request) || leaves.contains(request))
            .findFirst()
            .orElse(requests.getFirst());
    if (members.isEmpty() || (!growing && lost && !anybodyWaits())) {
      return removal(first);
    }
    return !growing && lost ? departure() : revision(first);
  }

  /** Whether somebody on a lost hook still wants to be there again one day. */
  private boolean anybodyWaits() {
    return lastMembers().stream()
        .anyMatch(member -> !leaving.contains(member.link()) && hook.isWanted(member));
  }

  private List<Ulid> serves() {
    Set<Ulid> serves = new LinkedHashSet<>();
    joins.values().forEach(join -> serves.add(join.operation()));
    leaves.forEach(leave -> serves.add(leave.operation()));
    return List.copyOf(serves);
  }

  private Decision<DispatcherCommand, DispatcherEvent> revision(Request<DispatcherCommand> first) {
    Revision revision = new Revision(lastNumber + 1, HookMembership.inOrder(members));
    Optional<LiveRevision> before = lost ? Optional.empty() : last;
    return decision(
        first,
        new RevisionPlanned(first.operation(), revision, serves()),
        hook.place(first.operation(), revision, before));
  }

  private Decision<DispatcherCommand, DispatcherEvent> removal(Request<DispatcherCommand> first) {
    return decision(
        first,
        new RemovalRequested(first.operation(), serves()),
        new DispatcherTask.Clear(first.operation(), hook.hook(), last.orElseThrow(), lastNumber));
  }

  /** Nothing of a lost hook runs, so leaving it takes no revision; only the rest has to go. */
  private Decision<DispatcherCommand, DispatcherEvent> departure() {
    Request<DispatcherCommand> first = leaves.getFirst();
    deferred.addAll(0, leaves.subList(1, leaves.size()));
    LiveRevision live = last.orElseThrow();
    Revision its =
        new Revision(
            live.revision().number(),
            lastMembers().stream()
                .filter(
                    member -> first.command().equals(new DispatcherCommand.Leave(member.link())))
                .toList());
    LiveRevision leavers = new LiveRevision(its, live.placement(), live.device(), live.directory());
    List<Effect> effects = new ArrayList<>(replies);
    effects.add(
        new Effect.Perform(
            new DispatcherTask.Clear(first.operation(), hook.hook(), leavers, lastNumber)));
    return new Decision<>(Optional.empty(), List.of(), effects, List.of());
  }

  private Decision<DispatcherCommand, DispatcherEvent> decision(
      Request<DispatcherCommand> first, DispatcherEvent event, DispatcherTask task) {
    List<Effect> effects = new ArrayList<>(replies);
    effects.add(new Effect.Perform(task));
    return new Decision<>(Optional.of(first), List.of(event), effects, List.of());
  }
}
