package io.bpfledger.journal.value;

/** What made an event happen. */
public sealed interface Cause {

  String describe();

  /** Something that somebody asked for; all events it led to bear its id. */
  record Command(Ulid id) implements Cause {

    @Override
    public String describe() {
      return "command " + id;
    }
  }

  /** A difference between ledger and kernel, recorded by the run that found it. */
  record Finding(Ulid id) implements Cause {

    @Override
    public String describe() {
      return "finding " + id;
    }
  }

  /** Something that happened outside, such as {@code start} or {@code period}. */
  record Occasion(String name) implements Cause {

    public Occasion {
      Limits.name("occasion", name);
    }

    @Override
    public String describe() {
      return name;
    }
  }
}
