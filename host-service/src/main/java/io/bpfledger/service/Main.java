package io.bpfledger.service;

import java.util.Arrays;
import java.util.List;

/** What {@code bin/bpfledger} starts. */
public final class Main {

  /** The exit codes of every command. */
  static final int DONE = 0;

  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), new Terminal(System.out, System.err)));
  }

  /** Finds the command and runs it; answers the exit code. */
  static int run(List<String> arguments, Terminal terminal) {
    if (arguments.isEmpty()) {
      terminal.error(Command.usage());
      return USAGE;
    }
    String word = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    if (word.equals("--help") || word.equals("-h") || word.equals("help")) {
      terminal.print(Command.usage());
      return DONE;
    }
    return Arrays.stream(Command.values())
        .filter(command -> command.word().equals(word))
        .findFirst()
        .map(command -> run(command, rest, terminal))
        .orElseGet(
            () -> {
              terminal.error(
                  "bpfledger: no command '" + Text.safe(word) + "'\n\n" + Command.usage());
              return USAGE;
            });
  }

  private static int run(Command command, List<String> arguments, Terminal terminal) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      terminal.print(command.help());
      return DONE;
    }
    if (arguments.size() != command.argumentCount()) {
      terminal.error(command.help());
      return USAGE;
    }
    return switch (command) {
      case DEMO -> new Demo(terminal).run();
      case INSPECT -> new Inspect(terminal).run(arguments.getFirst());
      case FEATURES -> new FeatureTable(terminal).run();
    };
  }
}
