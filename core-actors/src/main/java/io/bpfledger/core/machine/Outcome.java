package io.bpfledger.core.machine;

import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkNumber;

/** What an entity says when a command is over. */
public sealed interface Outcome {

  /** It was done, and the ledger says so. */
  record Done() implements Outcome {}

  /** It was tried and failed, and the ledger says so; the kernel is as before. */
  record Failed(Failure failure) implements Outcome {}

  /** It was not tried: neither ledger nor kernel has changed. */
  record Refused(Refusal refusal) implements Outcome {}

  /** The link is a member of its hook. */
  record Joined(Hold.ByDispatcher hold, Incarnation program, DeviceIdentity device)
      implements Outcome {}

  /** These link numbers belong to whoever asked. */
  record Reserved(LinkNumber first, int count) implements Outcome {}

  Outcome DONE = new Done();

  /** What an entity answered, or why it did not, for people. */
  static String words(Answer<Outcome> answer) {
    return switch (answer) {
      case Answer.NotDone<Outcome>(_, String why) -> why;
      case Answer.InDoubt<Outcome>(_, String why) -> why;
      case Answer.Done<Outcome>(_, Outcome outcome) ->
          switch (outcome) {
            case Done _, Joined _, Reserved _ -> "done";
            case Failed(Failure failure) -> failure.message();
            case Refused(Refusal refusal) -> refusal.message();
          };
    };
  }

  static Outcome refused(Refusal.Reason reason, String message) {
    return new Refused(new Refusal(reason, message));
  }
}
