package io.bpfledger.reconciler.rule;

import static io.bpfledger.reconciler.rule.Rule.adopt;
import static io.bpfledger.reconciler.rule.Rule.defer;
import static io.bpfledger.reconciler.rule.Rule.fine;
import static io.bpfledger.reconciler.rule.Rule.finish;
import static io.bpfledger.reconciler.rule.Rule.missing;
import static io.bpfledger.reconciler.rule.Rule.remove;
import static io.bpfledger.reconciler.rule.Rule.repin;
import static io.bpfledger.reconciler.rule.Rule.report;
import static io.bpfledger.reconciler.rule.Rule.rollBack;
import static io.bpfledger.reconciler.rule.Rule.vanished;
import static io.bpfledger.reconciler.rule.Severity.ERROR;
import static io.bpfledger.reconciler.rule.Severity.NOTE;
import static io.bpfledger.reconciler.rule.Severity.WARNING;

/** The table of links. */
public final class LinkRules {

  private static final Rule UNREADABLE =
      defer("link.unreadable", "What could not be read is not gone; the next round sees more.");
  private static final Rule DETACH_INTERRUPTED =
      finish(
          "link.detach-interrupted",
          "Somebody asked for its end and was not answered: what is left of it and is ours goes,"
              + " whatever else is there stays.");

  private LinkRules() {}

  public static Rule rule(LinkPhase ledger, LinkSighting kernel) {
    return switch (ledger) {
      case ABSENT -> absent(kernel);
      case ATTACHING -> attaching(kernel);
      case ATTACHED -> attached(kernel);
      case FAILED -> failed(kernel);
      case LOST -> lost(kernel);
      case DETACHING -> detaching(kernel);
      case DETACHED -> detached(kernel);
    };
  }

  private static Rule absent(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("Nobody asked for it and it is not there.");
      case MATCHING ->
          report(
              "link.unknown",
              WARNING,
              "Place and program say that it is ours, but the ledger does not know it: two of three"
                  + " are no proof.");
      case DEFUNCT ->
          report(
              "link.unknown-defunct",
              NOTE,
              "It is pinned where links of ours are and does nothing any more, but the ledger does"
                  + " not know it.");
      case RETARGETED ->
          report(
              "link.unmarked",
              WARNING,
              "It is pinned where links of ours are, but runs a program that is not ours.");
      case DUPLICATED ->
          report(
              "link.unknown",
              WARNING,
              "It runs a program of ours beside a link that the ledger knows; the ledger does not"
                  + " know this one.");
      case UNPINNED ->
          report(
              "link.unknown-unpinned",
              WARNING,
              "It runs a program of ours, but neither the ledger nor a pin says that it is ours:"
                  + " somebody else attached it.");
      case STRAY ->
          report(
              "link.place-taken",
              WARNING,
              "Something that is no link stands where links of ours do; nobody knows whose it is.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule attaching(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT ->
          new Rule(
              "link.attach-interrupted",
              WARNING,
              Verdict.FINISHED,
              Verdict.ROLLED_BACK,
              "The attach did not come to its commit: what is to be there always is attached now,"
                  + " the rest is given up.");
      case MATCHING ->
          finish("link.attach-committed", "The attach was committed; only the ledger missed it.");
      case DEFUNCT ->
          rollBack(
              "link.attach-defunct",
              WARNING,
              "It was attached, but what it was on is gone by now: the attach is given up and"
                  + " leaves nothing.");
      case RETARGETED ->
          rollBack(
              "link.place-taken",
              ERROR,
              "Its place holds a link that runs another program: the attach is given up, the other"
                  + " is not touched.");
      case DUPLICATED ->
          finish(
              "link.attach-committed",
              "The attach was committed; whose the other link is, is reported once the ledger knows"
                  + " this one.");
      case UNPINNED ->
          rollBack(
              "link.attach-unpinned",
              WARNING,
              "It was attached but not committed, and somebody else keeps it alive; that is left to"
                  + " them.");
      case STRAY ->
          rollBack(
              "link.place-taken",
              ERROR,
              "Its place holds something that is not it: the attach is given up, the other is not"
                  + " touched.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule attached(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT ->
          vanished("link.absent", "Nobody asked for its end, and its program does not run there.");
      case MATCHING -> fine("Place, number and program agree with the ledger.");
      case DEFUNCT ->
          vanished(
              "link.defunct",
              "It was detached by force, or what it was on is gone. What is to be there always is"
                  + " attached anew.");
      case RETARGETED ->
          report(
              "link.retargeted",
              ERROR,
              "Somebody gave our link another program. Whoever did that is not overruled.");
      case DUPLICATED ->
          report(
              "link.duplicated",
              WARNING,
              "Its program runs twice at that place; that the second link is ours, nothing"
                  + " proves.");
      case UNPINNED ->
          repin(
              "link.unpinned",
              "It lives only as long as something else holds it; number and program prove that it"
                  + " is ours.");
      case STRAY ->
          report(
              "link.replaced",
              ERROR,
              "Its place holds something else; whoever put it there is not overruled.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule failed(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("The attach failed and left nothing.");
      case MATCHING, DEFUNCT, DUPLICATED ->
          remove(
              "link.left-over",
              WARNING,
              "The attach failed and was not undone to its end; place, program and ledger prove"
                  + " that it is ours.");
      case RETARGETED, STRAY ->
          report(
              "link.place-taken",
              WARNING,
              "Something stands where it was to be and is not provably ours.");
      case UNPINNED ->
          report(
              "link.held",
              WARNING,
              "The attach failed, but somebody else keeps the link alive; that is theirs to end.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule lost(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT -> missing("link.lost", "It is wanted and its program does not run there.");
      case MATCHING, DUPLICATED ->
          adopt("link.found", "It was taken for lost, but it is there and provably ours.");
      case UNPINNED ->
          adopt(
              "link.found",
              "It was taken for lost, but it lives: it is pinned again and taken back.");
      case DEFUNCT ->
          new Rule(
              "link.lost",
              ERROR,
              Verdict.RECREATED,
              Verdict.CLEANED,
              "What is left of it holds no hook and keeps its program alive: it goes, and what is"
                  + " to be there always is attached anew.");
      case RETARGETED ->
          report(
              "link.retargeted",
              ERROR,
              "Somebody gave our link another program. Whoever did that is not overruled.");
      case STRAY ->
          report(
              "link.replaced",
              ERROR,
              "Its place holds something else; whoever put it there is not overruled.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule detaching(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT, MATCHING, DEFUNCT, RETARGETED, DUPLICATED, UNPINNED, STRAY -> DETACH_INTERRUPTED;
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule detached(LinkSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("Its life is over and it is not there.");
      case MATCHING, DEFUNCT, DUPLICATED ->
          remove(
              "link.resurrected",
              WARNING,
              "Its life is over, yet it is pinned among ours; place, program and ledger prove that"
                  + " it is ours.");
      case RETARGETED, STRAY ->
          report(
              "link.place-taken",
              WARNING,
              "Something stands where it stood and is not provably ours.");
      case UNPINNED ->
          report(
              "link.held",
              NOTE,
              "Its life is over for us, but somebody else keeps it alive; that is theirs to end.");
      case UNREADABLE -> UNREADABLE;
    };
  }
}
