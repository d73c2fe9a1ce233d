package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares the names in our file system that belong to no entity. */
final class FileSystemComparison {

  private final Ledger ledger;
  private final SurveyIndex index;

  FileSystemComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
  }

  void compare(List<Difference> differences) {
    if (!index.mounted() && index.knows(InventoryPart.PINS) && isLookedAt()) {
      String root = index.survey().layout().root().toString();
      of(OtherRule.FILE_SYSTEM_MISSING, root, "no bpffs is mounted", List.of(root))
          .ifPresent(differences::add);
    }
    Set<Ulid> underWay = underWay();
    staged()
        .forEach(
            (directory, operation) ->
                staging(directory, operation, underWay).ifPresent(differences::add));
    emptyDirectories(underWay, differences);
    unknownNames(differences);
  }

  private boolean isLookedAt() {
    return index.survey().inventory().pins().stream()
        .anyMatch(tree -> tree.root().equals(index.survey().layout().root()));
  }

  private Set<Ulid> underWay() {
    Set<Ulid> operations = new HashSet<>();
    for (EntityView view : ledger.entities()) {
      view.state().underWay().ifPresent(operations::add);
      EntityOperations.of(view.state()).forEach(operations::add);
    }
    return operations;
  }

  /** The staging directories, by name. */
  private Map<String, Optional<Ulid>> staged() {
    Map<String, Optional<Ulid>> staged = new TreeMap<>();
    List<Path> paths = new ArrayList<>(index.directories());
    index.pins().values().forEach(pin -> paths.add(pin.path()));
    for (Path path : paths) {
      if (Place.of(index.survey().layout(), path)
          instanceof Place.Staged(String directory, Optional<Ulid> operation)) {
        staged.put(directory, operation);
      }
    }
    return staged;
  }

  private Optional<Difference> staging(
      String directory, Optional<Ulid> operation, Set<Ulid> underWay) {
    if (operation.filter(underWay::contains).isPresent()) {
      return Optional.empty();
    }
    Path path = index.survey().layout().root().resolve(directory);
    boolean unread = !index.knows(InventoryPart.PINS);
    boolean unproven = operation.isEmpty();
    for (Pin pin : index.pins().values()) {
      if (pin.path().startsWith(path)) {
        switch (pin.content()) {
          case PinContent.OfProgram(ProgramId id) -> {
            unread |= index.mark(id).isUnread();
            unproven |= !index.bearsOurMark(id);
          }
          case PinContent.OfMap _ -> {
            // A map has no mark; it stands beside the program that uses it.
          }
          case PinContent.OfLink(var id) ->
              // A link that is staged would end with its name: it must run a program of ours.
              unproven |=
                  index
                      .link(id)
                      .flatMap(link -> link.program())
                      .filter(index::bearsOurMark)
                      .isEmpty();
          case PinContent.Unopened _ -> unproven = true;
        }
      }
    }
    OtherRule rule =
        unread
            ? OtherRule.STAGING_UNREADABLE
            : unproven ? OtherRule.STAGING_UNPROVEN : OtherRule.STAGING_LEFT;
    return of(rule, path.toString(), "what was not committed", List.of(path.toString()));
  }

  /** Directories of batches and hooks in which nothing is but directories. */
  private void emptyDirectories(Set<Ulid> underWay, List<Difference> differences) {
    if (!index.knows(InventoryPart.PINS)) {
      return;
    }
    Set<Path> filled = new HashSet<>();
    for (Pin pin : index.pins().values()) {
      for (Path at = pin.path().getParent(); at != null && filled.add(at); at = at.getParent()) {
        // Every directory above a pin holds something.
      }
    }
    for (PinTree tree : index.survey().inventory().pins()) {
      for (BpffsEntry.SymbolicLink link : tree.symbolicLinks()) {
        for (Path at = link.path().getParent(); at != null && filled.add(at); at = at.getParent()) {
          // Nor is one empty that holds a symbolic link.
        }
      }
    }
    Path root = index.survey().layout().root();
    for (Path directory : index.directories()) {
      if (directory.startsWith(root)
          && !filled.contains(directory)
          && !isWanted(directory)
          && isSweepable(root.relativize(directory), underWay)) {
        of(
                OtherRule.DIRECTORY_EMPTY,
                directory.toString(),
                "an empty directory",
                List.of(directory.toString()))
            .ifPresent(differences::add);
      }
    }
  }

  /** Whether a living program has its place there, though its pin may be missing. */
  private boolean isWanted(Path directory) {
    return ledger.programs().stream()
        .flatMap(program -> Loads.of(program.state()).stream())
        .anyMatch(load -> load.pin().startsWith(directory + "/"));
  }

  private boolean isSweepable(Path relative, Set<Ulid> underWay) {
    if (relative.getNameCount() != 2) {
      return false;
    }
    String first = relative.getName(0).toString();
    String second = relative.getName(1).toString();
    return switch (first) {
      case "programs" ->
          EntityOperations.parsed(second)
                  .filter(operation -> !underWay.contains(operation))
                  .isPresent()
              && !anythingIsUnderWay();
      case "dispatchers" -> !anythingIsUnderWay();
      default -> false;
    };
  }

  /** While something is being made, a directory may be about to be filled. */
  private boolean anythingIsUnderWay() {
    return ledger.entities().stream().anyMatch(view -> view.state().underWay().isPresent());
  }

  private void unknownNames(List<Difference> differences) {
    List<Path> paths = new ArrayList<>(index.directories());
    index.pins().values().forEach(pin -> paths.add(pin.path()));
    for (PinTree tree : index.survey().inventory().pins()) {
      if (tree.root().equals(index.survey().layout().root())) {
        tree.symbolicLinks().forEach(link -> paths.add(link.path()));
      }
    }
    Path root = index.survey().layout().root();
    Set<Path> reported = new HashSet<>();
    for (Path path : paths) {
      if (path.startsWith(root)
          && Place.of(index.survey().layout(), path) instanceof Place.Unknown
          && (path.getParent() == null || !reported.contains(path.getParent()))) {
        reported.add(path);
        of(OtherRule.NAME_UNKNOWN, path.toString(), "a name that is none of ours", List.of())
            .ifPresent(differences::add);
      } else if (reported.contains(path.getParent())) {
        reported.add(path);
      }
    }
  }

  private static Optional<Difference> of(
      OtherRule rule, String object, String words, List<String> objects) {
    return Difference.by(
        rule.rule(),
        RestartPolicy.ENSURE,
        Optional.empty(),
        object,
        "nothing of it",
        Seen.of(object, words).about(objects));
  }
}
