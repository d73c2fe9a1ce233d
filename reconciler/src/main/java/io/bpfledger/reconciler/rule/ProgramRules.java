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

/** The table of programs. */
public final class ProgramRules {

  private static final Rule UNREADABLE =
      defer("program.unreadable", "What could not be read is not gone; the next round sees more.");
  private static final Rule UNLOAD_INTERRUPTED =
      finish(
          "program.unload-interrupted",
          "Somebody asked for its end and was not answered: what is left of it and is ours goes,"
              + " whatever else is there stays.");

  private ProgramRules() {}

  public static Rule rule(ProgramPhase ledger, ProgramSighting kernel) {
    return switch (ledger) {
      case ABSENT -> absent(kernel);
      case LOADING -> loading(kernel);
      case LOADED -> loaded(kernel);
      case FAILED -> failed(kernel);
      case LOST -> lost(kernel);
      case UNLOADING -> unloading(kernel);
      case UNLOADED -> unloaded(kernel);
    };
  }

  private static Rule absent(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("Nobody asked for it and it is not there.");
      case MATCHING ->
          report(
              "program.unknown",
              WARNING,
              "Place and mark say that it is ours, but the ledger does not know it: two of three"
                  + " are no proof.");
      case UNPINNED ->
          report(
              "program.unknown-unpinned",
              WARNING,
              "Its mark says that it is ours, but neither the ledger nor a pin does: somebody else"
                  + " keeps it alive.");
      case OTHER ->
          report(
              "program.place-taken",
              WARNING,
              "Something that is no program stands where programs of ours do; nobody knows whose it"
                  + " is.");
      case DUPLICATED ->
          report(
              "program.unknown",
              WARNING,
              "Place and mark say that it is ours, twice, but the ledger does not know it.");
      case STRAY ->
          report(
              "program.unmarked",
              WARNING,
              "It stands where programs of ours do, but bears no mark of ours and the ledger does"
                  + " not know it.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule loading(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT ->
          rollBack(
              "program.load-interrupted",
              WARNING,
              "The load did not come to its commit. It is not tried again: it may be what ended the"
                  + " service.");
      case MATCHING ->
          finish("program.load-committed", "The load was committed; only the ledger missed it.");
      case UNPINNED ->
          rollBack(
              "program.load-unpinned",
              WARNING,
              "It was loaded but not committed, and somebody else keeps it alive; that is left to"
                  + " them.");
      case OTHER ->
          rollBack(
              "program.place-taken",
              ERROR,
              "Its place holds something that is not it: the load is given up, the other is not"
                  + " touched.");
      case DUPLICATED ->
          finish(
              "program.load-committed",
              "The load was committed; what is too much is removed once the ledger knows which one"
                  + " it is.");
      case STRAY ->
          rollBack(
              "program.load-astray",
              WARNING,
              "It was loaded but not committed at its place: the load is given up, the rest is"
                  + " removed after that.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule loaded(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT ->
          vanished(
              "program.absent",
              "Nobody asked for its end. A program that is loaded again begins with fresh maps:"
                  + " what they held is lost.");
      case MATCHING -> fine("Place, mark and identity agree with the ledger.");
      case UNPINNED ->
          repin(
              "program.unpinned",
              "It lives only as long as something else holds it; number, load time, tag and mark"
                  + " prove that it is ours.");
      case OTHER ->
          report(
              "program.replaced",
              ERROR,
              "Not all of place, mark and identity agree. Whoever did that is not overruled, and"
                  + " nothing unproven is touched.");
      case DUPLICATED ->
          remove(
              "program.duplicated",
              NOTE,
              "A second pin would keep it alive after its unload; it is ours by all three marks of"
                  + " ownership.");
      case STRAY ->
          adopt(
              "program.astray",
              "The one that the ledger knows is gone, but another that bears our mark of it is"
                  + " pinned among ours.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule failed(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("The load failed and left nothing.");
      case MATCHING, DUPLICATED, STRAY ->
          remove(
              "program.left-over",
              WARNING,
              "The load failed and was not undone to its end; place, mark and ledger prove that it"
                  + " is ours.");
      case UNPINNED ->
          report(
              "program.held",
              WARNING,
              "The load failed, but somebody else keeps the program alive; that is theirs to end.");
      case OTHER ->
          report(
              "program.place-taken",
              WARNING,
              "Something stands where it was to be and is not provably ours.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule lost(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT ->
          missing(
              "program.lost",
              "It is wanted and not there. It is loaded again with fresh maps: what they held is"
                  + " lost.");
      case MATCHING, DUPLICATED, STRAY ->
          adopt("program.found", "It was taken for lost, but one that is provably ours is there.");
      case UNPINNED ->
          adopt(
              "program.found",
              "It was taken for lost, but it lives: it is pinned again and taken back.");
      case OTHER ->
          report(
              "program.replaced",
              ERROR,
              "Something else stands where it stood; whoever put it there is not overruled.");
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule unloading(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT, MATCHING, UNPINNED, OTHER, DUPLICATED, STRAY -> UNLOAD_INTERRUPTED;
      case UNREADABLE -> UNREADABLE;
    };
  }

  private static Rule unloaded(ProgramSighting kernel) {
    return switch (kernel) {
      case ABSENT -> fine("Its life is over and it is not there.");
      case MATCHING, DUPLICATED, STRAY ->
          remove(
              "program.resurrected",
              WARNING,
              "Its life is over, yet it is pinned among ours; place, mark and ledger prove that it"
                  + " is ours.");
      case UNPINNED ->
          report(
              "program.held",
              NOTE,
              "Its life is over for us, but somebody else keeps it alive; that is theirs to end.");
      case OTHER ->
          report(
              "program.place-taken",
              WARNING,
              "Something stands where it stood and is not provably ours.");
      case UNREADABLE -> UNREADABLE;
    };
  }
}
