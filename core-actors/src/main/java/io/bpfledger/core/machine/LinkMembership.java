package io.bpfledger.core.machine;

import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What a link makes of its dispatcher's answers. */
final class LinkMembership {

  private LinkMembership() {}

  static Decision<LinkCommand, LinkEvent> joined(
      View view, LinkState state, Ulid operation, Answer<Outcome> answer) {
    if (!(state instanceof Attaching attaching) || !LinkSteps.waitsFor(state, operation)) {
      return joinedTooLate(view, state, operation, answer);
    }
    return switch (answer) {
      case Answer.Done<Outcome>(_, Outcome.Joined(var hold, var program, var device)) ->
          LinkSteps.attached(attaching, new Standing(hold, program, Optional.of(device)));
      case Answer.Done<Outcome>(_, Outcome.Failed(Failure failure)) ->
          LinkSteps.attachFailed(attaching, failure, List.of());
      case Answer.Done<Outcome>(_, Outcome.Refused(Refusal refusal)) ->
          LinkSteps.attachFailed(attaching, LinkSteps.blocked(refusal.message()), List.of());
      case Answer.NotDone<Outcome>(_, String why) ->
          LinkSteps.attachFailed(attaching, LinkSteps.blocked(why), List.of());
      // It may be a member or not: now it shall not be.
      case Answer.Done<Outcome> _, Answer.InDoubt<Outcome> _ -> leave(view, state, operation);
    };
  }

  /** A member whose life is over does not stay on its hook. */
  private static Decision<LinkCommand, LinkEvent> joinedTooLate(
      View view, LinkState state, Ulid operation, Answer<Outcome> answer) {
    return state.ended() && answer instanceof Answer.Done<Outcome>(_, Outcome.Joined _)
        ? leave(view, state, operation)
        : Decision.nothing();
  }

  static Decision<LinkCommand, LinkEvent> left(
      View view, LinkState state, Ulid operation, Answer<Outcome> answer) {
    if (!LinkSteps.waitsFor(state, operation)) {
      return Decision.nothing();
    }
    return switch (state) {
      case Attaching attaching -> withdrawn(view, attaching, operation, answer);
      case Detaching detaching -> left(view, detaching, operation, answer);
      case LinkState.Absent _,
          LinkState.Attached _,
          LinkState.Lost _,
          LinkState.Failed _,
          LinkState.Detached _ ->
          Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> withdrawn(
      View view, Attaching link, Ulid operation, Answer<Outcome> answer) {
    return switch (answer) {
      case Answer.InDoubt<Outcome> _ -> leave(view, link, operation);
      case Answer.Done<Outcome>(_, Outcome.Failed(Failure failure)) ->
          given(link, List.of(member(link, failure.message())));
      case Answer.NotDone<Outcome>(_, String why) -> given(link, List.of(member(link, why)));
      // That it is no member, a refusal says as well.
      case Answer.Done<Outcome> _ -> given(link, List.of());
    };
  }

  private static Decision<LinkCommand, LinkEvent> given(Attaching link, List<String> leftovers) {
    return LinkSteps.attachFailed(
        link,
        LinkSteps.interrupted(
            "while it joined " + link.link().attachment().describe() + ", and it left again"),
        leftovers);
  }

  private static String member(Attaching link, String why) {
    return "its membership of " + link.link().attachment().describe() + ": " + why;
  }

  private static Decision<LinkCommand, LinkEvent> left(
      View view, Detaching link, Ulid operation, Answer<Outcome> answer) {
    return switch (answer) {
      case Answer.InDoubt<Outcome> _ -> leave(view, link, operation);
      case Answer.NotDone<Outcome>(_, String why) ->
          LinkSteps.detachFailed(link, LinkSteps.blocked(why));
      case Answer.Done<Outcome>(_, Outcome.Failed(Failure failure)) ->
          LinkSteps.detachFailed(link, failure);
      case Answer.Done<Outcome>(_, Outcome.Refused(Refusal refusal)) ->
          refusal.reason() == Refusal.Reason.NOT_FOUND
              ? LinkSteps.detached(link)
              : LinkSteps.detachFailed(link, LinkSteps.blocked(refusal.message()));
      case Answer.Done<Outcome> _ -> LinkSteps.detached(link);
    };
  }

  private static Decision<LinkCommand, LinkEvent> leave(
      View view, LinkState state, Ulid operation) {
    Optional<HookKey> hook =
        state instanceof LinkState.Present present
            ? present.link().attachment().hook()
            : Optional.empty();
    return hook.map(
            at -> Decision.<LinkCommand, LinkEvent>only(LinkSteps.leave(view, at, operation)))
        .orElseGet(Decision::nothing);
  }
}
