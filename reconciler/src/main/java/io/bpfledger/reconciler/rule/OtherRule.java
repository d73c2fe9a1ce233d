package io.bpfledger.reconciler.rule;

import static io.bpfledger.reconciler.rule.Severity.ERROR;
import static io.bpfledger.reconciler.rule.Severity.NOTE;
import static io.bpfledger.reconciler.rule.Severity.WARNING;

import io.bpfledger.journal.value.Decision;

/** The rules about what is no entity of its own, each a line of the table. */
@SuppressWarnings("ImmutableEnumChecker") // a record of values; the annotation is not at hand
public enum OtherRule {
  PROGRAM_REPAIR_OPEN(
      "a repair of the program has begun and not ended",
      Rule.finish(
          "program.repair-open", "Before anything else is done to it, what was begun is ended.")),
  LINK_REPAIR_OPEN(
      "a repair of the link has begun and not ended",
      Rule.finish(
          "link.repair-open", "Before anything else is done to it, what was begun is ended.")),
  DISPATCHER_REPAIR_OPEN(
      "a repair of the hook has begun and not ended",
      Rule.finish(
          "dispatcher.repair-open",
          "Before anything else is done to it, what was begun is ended.")),

  FILE_SYSTEM_MISSING(
      "no bpffs is mounted where ours should be",
      new Rule(
          "bpffs.missing",
          ERROR,
          new Verdict(Decision.RECREATE, Remedy.MOUNT),
          new Verdict(Decision.RECREATE, Remedy.MOUNT),
          "Without it nothing can be pinned, and what nothing pins ends with whoever holds it.")),
  STAGING_LEFT(
      "tmp-* that belongs to no operation under way, and every program in it bears our mark",
      Rule.sweep(
          "bpffs.staging",
          "It was never committed, and nothing refers to what is not committed: it goes as a"
              + " whole.")),
  STAGING_UNPROVEN(
      "tmp-* that belongs to no operation under way, with a program in it that bears no mark of"
          + " ours",
      Rule.report(
          "bpffs.staging-unproven",
          WARNING,
          "It is named as we name things, which proves nothing.")),
  STAGING_UNREADABLE(
      "tmp-* in which something could not be read",
      Rule.defer("bpffs.unreadable", "What could not be read may be anybody's.")),
  DIRECTORY_EMPTY(
      "a directory of a batch or a hook in which nothing is pinned, and nothing living should be",
      Rule.sweep("bpffs.empty-directory", "Nothing is lost with it.")),
  NAME_UNKNOWN(
      "a name in our file system that none of ours has",
      Rule.report(
          "bpffs.unknown-name",
          WARNING,
          "It is not ours, though it is where only ours should be.")),

  MAP_UNPINNED(
      "the pin of a map of a loaded program is missing",
      Rule.repin(
          "map.unpinned",
          "Whoever looks for the map there finds nothing; its program keeps it alive.")),
  MAP_REPLACED(
      "something else than the program's map is pinned in its place",
      Rule.report(
          "map.replaced",
          ERROR,
          "Whoever put it there is not overruled; readers of the pin see another map.")),
  MAP_UNKNOWN(
      "a pin among the maps of a loaded program that its load did not make",
      Rule.report("map.unknown", NOTE, "Somebody pinned it there; it does no harm.")),
  MAPS_LEFT_OVER(
      "maps of a program whose life is over are pinned still",
      Rule.remove(
          "map.left-over",
          WARNING,
          "The program is gone, and the ledger knows that these pins were its own.")),
  MAP_UNUSED(
      "a map shared by its name that no living program uses",
      Rule.report(
          "map.unused", NOTE, "What is in it may be wanted by the next that asks for that name.")),

  FILTER_UNKNOWN(
      "a tc filter that runs a program with our mark, and that no hook of the ledger has",
      Rule.report(
          "filter.unknown",
          WARNING,
          "A filter bears no mark: its program is ours, the filter may be anybody's.")),
  QDISC_EXCLUSIVE(
      "an ingress qdisc on an interface where members of ours wait for a clsact",
      Rule.report(
          "qdisc.exclusive",
          ERROR,
          "It excludes clsact and is not ours; when it goes, our filters come back.")),
  DEVICE_RENAMED(
      "the interface of a hook goes by another name",
      Rule.report(
          "device.renamed",
          WARNING,
          "What was asked for names the old one; what runs there goes on until somebody says which"
              + " is meant.")),
  OBJECT_MISSING(
      "the bytecode of a living program is not in the object store",
      Rule.report(
          "object.missing",
          ERROR,
          "The program cannot be loaded again when it is lost, until the file is back."));

  private final String meaning;
  private final Rule rule;

  OtherRule(String meaning, Rule rule) {
    this.meaning = meaning;
    this.rule = rule;
  }

  public String meaning() {
    return meaning;
  }

  public Rule rule() {
    return rule;
  }
}
