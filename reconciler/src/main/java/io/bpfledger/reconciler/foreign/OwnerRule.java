package io.bpfledger.reconciler.foreign;

import java.util.List;
import java.util.Optional;

/** One line of the table of owners. */
sealed interface OwnerRule {

  /** The guess, if the clues are those of this owner. */
  Optional<OwnerGuess> guess(Clues clues);

  /** Pins below a directory, which are the best clue: they need a right to write there. */
  record ByPin(String owner, String directory) implements OwnerRule {

    @Override
    public Optional<OwnerGuess> guess(Clues clues) {
      return clues.pins().stream()
          .filter(pin -> pin.equals(directory) || pin.startsWith(directory))
          .findFirst()
          .map(pin -> new OwnerGuess(owner, OwnerGuess.Confidence.LIKELY, "pinned at " + pin));
    }
  }

  /** A hash that only this owner's programs are known to have. */
  record ByTag(String owner, String tag) implements OwnerRule {

    @Override
    public Optional<OwnerGuess> guess(Clues clues) {
      return clues.tag().equals(Optional.of(tag))
          ? Optional.of(new OwnerGuess(owner, OwnerGuess.Confidence.LIKELY, "tag " + tag))
          : Optional.empty();
    }
  }

  /** A name, or how names begin; anybody can choose the same. */
  record ByName(String owner, List<String> beginnings) implements OwnerRule {

    public ByName {
      beginnings = List.copyOf(beginnings);
    }

    @Override
    public Optional<OwnerGuess> guess(Clues clues) {
      for (String name : clues.names()) {
        for (String beginning : beginnings) {
          if (name.startsWith(beginning)) {
            return Optional.of(
                new OwnerGuess(owner, OwnerGuess.Confidence.POSSIBLE, "named " + name));
          }
        }
      }
      return Optional.empty();
    }
  }

  /** A type without a name, loaded by root. */
  record ByNamelessType(String owner, String type) implements OwnerRule {

    @Override
    public Optional<OwnerGuess> guess(Clues clues) {
      return clues.type().equals(type)
              && clues.names().isEmpty()
              && clues.uid().equals(Optional.of(0))
          ? Optional.of(
              new OwnerGuess(
                  owner,
                  OwnerGuess.Confidence.POSSIBLE,
                  "a nameless " + type + " program that root loaded"))
          : Optional.empty();
    }
  }
}
