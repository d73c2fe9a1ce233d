package io.bpfledger.reconciler.survey;

import io.bpfledger.core.work.Layout;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a path in our file system is, by its name alone. */
public sealed interface Place {

  /** The directories of the first level; the root itself has no name. */
  List<String> FRAMES = List.of("", "programs", "maps", "links", "dispatchers");

  /** {@code programs/OPERATION/PROGRAM/program}. */
  record ProgramPin(Ulid operation, ProgramKey program) implements Place {}

  /** {@code programs/OPERATION/PROGRAM/maps/NAME}. */
  record ProgramMap(Ulid operation, ProgramKey program, String name) implements Place {}

  /** A directory that pins stand in: {@code programs}, a batch, a program, its maps, and so on. */
  record Frame() implements Place {}

  /** {@code maps/NAME}. */
  record SharedMap(String name) implements Place {}

  /** {@code links/LINK}. */
  record LinkPin(LinkKey link) implements Place {}

  /** Anything below {@code dispatchers/HOOK}. */
  record HookPart(String hook, List<String> rest) implements Place {

    public HookPart {
      rest = List.copyOf(rest);
    }

    /** The revision that it belongs to; empty for the link that holds an XDP hook. */
    public Optional<Long> revision() {
      return rest.isEmpty() ? Optional.empty() : number(rest.getFirst());
    }

    /** Whether it is the program of a revision. */
    public boolean isProgram() {
      return rest.size() == 2 && rest.get(1).equals("program");
    }
  }

  /** {@code tmp-OPERATION…} and all in it. */
  record Staged(String directory, Optional<Ulid> operation) implements Place {}

  /** None of our names. */
  record Unknown() implements Place {}

  static Place of(Layout layout, Path path) {
    if (!path.startsWith(layout.root())) {
      return new Unknown();
    }
    List<String> names = new ArrayList<>();
    layout.root().relativize(path).forEach(name -> names.add(name.toString()));
    String first = names.getFirst();
    if (first.startsWith(Layout.TEMPORARY_PREFIX)) {
      return new Staged(first, staged(first));
    }
    if (names.size() == 1 && FRAMES.contains(first)) {
      return new Frame();
    }
    return switch (first) {
      case "programs" -> program(names);
      case "maps" -> names.size() == 2 ? new SharedMap(names.get(1)) : new Unknown();
      case "links" ->
          names.size() == 2
              ? parsed(names.get(1), LinkKey::parse)
                  .<Place>map(LinkPin::new)
                  .orElseGet(Unknown::new)
              : new Unknown();
      case "dispatchers" -> new HookPart(names.get(1), names.subList(2, names.size()));
      default -> new Unknown();
    };
  }

  private static Place program(List<String> names) {
    Optional<Ulid> operation = parsed(names.get(1), Ulid::parse);
    if (operation.isEmpty()) {
      return new Unknown();
    }
    if (names.size() == 2) {
      return new Frame();
    }
    Optional<ProgramKey> program = parsed(names.get(2), ProgramKey::parse);
    if (program.isEmpty()) {
      return new Unknown();
    }
    return switch (names.size()) {
      case 3 -> new Frame();
      case 4 ->
          switch (names.get(3)) {
            case "program" -> new ProgramPin(operation.get(), program.get());
            case "maps" -> new Frame();
            default -> new Unknown();
          };
      case 5 ->
          names.get(3).equals("maps")
              ? new ProgramMap(operation.get(), program.get(), names.get(4))
              : new Unknown();
      default -> new Unknown();
    };
  }

  /** A staging directory may say after the operation which of several it is. */
  private static Optional<Ulid> staged(String name) {
    String rest = name.substring(Layout.TEMPORARY_PREFIX.length());
    int dash = rest.indexOf('-');
    return parsed(dash < 0 ? rest : rest.substring(0, dash), Ulid::parse);
  }

  private static Optional<Long> number(String name) {
    return parsed(name, Long::valueOf);
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
