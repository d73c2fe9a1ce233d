package io.bpfledger.core.machine;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something in our file system that is said to be nobody's. Its path tells who might have a claim:
 * names of ours hold the operation that made them, and the program that they are of.
 */
record Orphan(String object) {

  private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

  /** Who of the ledger answers for it after all, in words. */
  Optional<String> claim(Ledger ledger) {
    List<Ulid> names = names();
    Optional<Ulid> living =
        names.stream()
            .filter(
                name ->
                    ledger
                        .program(new ProgramKey(name))
                        .map(ProgramView::state)
                        .filter(state -> !state.ended())
                        .isPresent())
            .findFirst();
    if (living.isPresent()) {
      return Optional.of("program " + living.get() + " answers for it");
    }
    var open = OpenOperations.of(ledger);
    return names.stream()
        .filter(open::contains)
        .findFirst()
        .map(operation -> "operation " + operation + " is under way, and it may be its own");
  }

  private List<Ulid> names() {
    return Arrays.stream(object.split("/", -1))
        .map(ULID::matcher)
        .filter(Matcher::find)
        .map(match -> Ulid.parse(match.group()))
        .toList();
  }
}
