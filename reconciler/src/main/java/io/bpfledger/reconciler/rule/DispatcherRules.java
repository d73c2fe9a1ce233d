package io.bpfledger.reconciler.rule;

import static io.bpfledger.reconciler.rule.Rule.adopt;
import static io.bpfledger.reconciler.rule.Rule.defer;
import static io.bpfledger.reconciler.rule.Rule.fine;
import static io.bpfledger.reconciler.rule.Rule.finish;
import static io.bpfledger.reconciler.rule.Rule.lose;
import static io.bpfledger.reconciler.rule.Rule.missing;
import static io.bpfledger.reconciler.rule.Rule.remove;
import static io.bpfledger.reconciler.rule.Rule.repin;
import static io.bpfledger.reconciler.rule.Rule.report;
import static io.bpfledger.reconciler.rule.Rule.rollBack;
import static io.bpfledger.reconciler.rule.Rule.vanished;
import static io.bpfledger.reconciler.rule.Severity.ERROR;
import static io.bpfledger.reconciler.rule.Severity.NOTE;
import static io.bpfledger.reconciler.rule.Severity.WARNING;

/** The table of dispatchers. */
public final class DispatcherRules {

  private static final Rule UNREADABLE =
      defer(
          "dispatcher.unreadable", "What could not be read is not gone; the next round sees more.");
  private static final Rule FOREIGN_PROGRAM =
      report(
          "dispatcher.foreign-program",
          ERROR,
          "Somebody else's program runs where ours should. It is never replaced; when it goes, ours"
              + " comes back.");
  private static final Rule REMOVAL_INTERRUPTED =
      finish(
          "dispatcher.removal-interrupted",
          "The last members left and nobody recorded that nothing runs: what is left and ours"
              + " goes.");

  private DispatcherRules() {}

  public static Rule rule(DispatcherPhase ledger, HookSighting kernel) {
    return switch (ledger) {
      case ABSENT -> absent(kernel);
      case BUILDING -> building(kernel);
      case ACTIVE -> active(kernel);
      case VACANT -> vacant(kernel);
      case REMOVING -> removing(kernel);
      case LOST -> lost(kernel);
    };
  }

  private static Rule absent(HookSighting kernel) {
    return switch (kernel) {
      case VACANT -> fine("The hook never had a member and nothing of ours runs on it.");
      case FOREIGN, DEVICE_GONE ->
          fine("What is on a hook without members of ours is others' matter.");
      case RUNNING, INCOMPLETE, OTHER_REVISION, RESIDUE, UNPINNED ->
          report(
              "dispatcher.unknown",
              WARNING,
              "Our file system holds revisions of a hook that the ledger does not know: two of"
                  + " three are no proof.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule building(HookSighting kernel) {
    return switch (kernel) {
      case OTHER_REVISION ->
          finish(
              "dispatcher.build-committed",
              "The planned revision runs; only the ledger missed it. What it replaced is residue.");
      case RUNNING, RESIDUE, UNPINNED ->
          rollBack(
              "dispatcher.build-interrupted",
              NOTE,
              "What ran before runs still: the planned revision is given up, and what it left"
                  + " goes.");
      case VACANT ->
          rollBack(
              "dispatcher.build-interrupted",
              WARNING,
              "Nothing of ours runs: the planned revision is given up, and its members ask again.");
      case INCOMPLETE ->
          rollBack(
              "dispatcher.build-interrupted",
              WARNING,
              "Neither what ran before nor what was planned runs as it should: the plan is given up"
                  + " and a new one made.");
      case FOREIGN ->
          rollBack(
              "dispatcher.foreign-program",
              ERROR,
              "Somebody else's program runs where ours should: the planned revision is given up,"
                  + " the other is never replaced.");
      case DEVICE_GONE ->
          rollBack(
              "dispatcher.device-gone",
              NOTE,
              "There is nothing to place a revision on: it is given up, and its members wait for"
                  + " the interface.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule active(HookSighting kernel) {
    return switch (kernel) {
      case VACANT ->
          vanished(
              "dispatcher.absent",
              "Nobody asked for the end of its members, and none of them runs.");
      case RUNNING -> fine("What runs is what the ledger has, member by member.");
      case INCOMPLETE ->
          new Rule(
              "dispatcher.incomplete",
              ERROR,
              Verdict.RECREATED,
              Verdict.REPORTED,
              "Not all members run, or not in their order: a new revision with all of them takes"
                  + " the place of this one.");
      case OTHER_REVISION ->
          new Rule(
              "dispatcher.other-revision",
              ERROR,
              Verdict.RECREATED,
              Verdict.REPORTED,
              "A revision of ours runs that is not the last: a new one with the members of today"
                  + " takes its place.");
      case RESIDUE ->
          remove(
              "dispatcher.residue",
              NOTE,
              "Old revisions keep programs alive; place, mark and ledger prove that they are ours,"
                  + " and they do not run.");
      case UNPINNED ->
          repin(
              "dispatcher.unpinned",
              "It runs only as long as something else holds it; number, load time and tag prove"
                  + " that it is ours.");
      case FOREIGN -> FOREIGN_PROGRAM;
      case DEVICE_GONE ->
          lose(
              "dispatcher.device-gone",
              WARNING,
              "Its members wait, and come back when an interface of that name does.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule vacant(HookSighting kernel) {
    return switch (kernel) {
      case VACANT -> fine("The hook has no members and nothing of ours runs on it.");
      case FOREIGN, DEVICE_GONE ->
          fine("What is on a hook without members of ours is others' matter.");
      case RUNNING, INCOMPLETE, OTHER_REVISION, UNPINNED ->
          remove(
              "dispatcher.resurrected",
              WARNING,
              "Its last member left, yet a revision of ours runs; place, mark and ledger prove that"
                  + " it is ours.");
      case RESIDUE ->
          remove(
              "dispatcher.residue",
              NOTE,
              "Old revisions keep programs alive; place, mark and ledger prove that they are ours,"
                  + " and they do not run.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule removing(HookSighting kernel) {
    return switch (kernel) {
      case VACANT, RUNNING, INCOMPLETE, OTHER_REVISION, RESIDUE, UNPINNED, FOREIGN, DEVICE_GONE ->
          REMOVAL_INTERRUPTED;
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule lost(HookSighting kernel) {
    return switch (kernel) {
      case VACANT -> missing("dispatcher.lost", "Its members are wanted and none of them runs.");
      case RUNNING, UNPINNED ->
          adopt("dispatcher.found", "It was taken for lost, but it runs and is provably ours.");
      case INCOMPLETE, OTHER_REVISION ->
          missing(
              "dispatcher.lost",
              "What runs of it is not what is wanted: a new revision takes its place.");
      case RESIDUE ->
          remove(
              "dispatcher.residue",
              NOTE,
              "What is left of it keeps programs alive and does not run; it makes room for its"
                  + " return.");
      case FOREIGN -> FOREIGN_PROGRAM;
      case DEVICE_GONE -> fine("It waits for an interface of that name.");
      case UNREADABLE -> UNREADABLE;
    };
  }
}
