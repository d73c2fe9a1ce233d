package io.bpfledger.service;

/** The commands there are today: the one table that running, usage and help share. */
enum Command {
  DEMO(
      "demo",
      "",
      0,
      "show what bpfledger is for, on a simulated kernel and without root",
      "Loads programs, attaches them as a chain, kills the process half-way, lets somebody else\n"
          + "detach a link, and shows what an inventory finds afterwards. Touches nothing real."),
  INSPECT(
      "inspect",
      "FILE",
      1,
      "show what is in a BPF object file",
      "Reads the file within bounds, and tells its programs with section, kind and target, its\n"
          + "maps, globals, licence and type information. Nothing is loaded; no root is needed."),
  FEATURES(
      "features",
      "",
      0,
      "show what this kernel can do, found out by trying",
      "Tries each feature on the running kernel and takes back what was tried. Needs root.");

  private final String word;
  private final String arguments;
  private final int argumentCount;
  private final String summary;
  private final String description;

  Command(String word, String arguments, int argumentCount, String summary, String description) {
    this.word = word;
    this.arguments = arguments;
    this.argumentCount = argumentCount;
    this.summary = summary;
    this.description = description;
  }

  String word() {
    return word;
  }

  int argumentCount() {
    return argumentCount;
  }

  String help() {
    return "usage: bpfledger " + (word + " " + arguments).strip() + "\n\n" + description + "\n";
  }

  static String usage() {
    StringBuilder usage = new StringBuilder("usage: bpfledger COMMAND [--help]\n\n");
    for (Command command : values()) {
      usage.append(
          "  %-14s %s%n"
              .formatted((command.word + " " + command.arguments).strip(), command.summary));
    }
    return usage.toString();
  }
}
