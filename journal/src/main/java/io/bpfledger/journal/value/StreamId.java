package io.bpfledger.journal.value;

/**
 * The stream of one entity. Its text, such as {@code program|01JD…}, is the entity's persistence
 * id.
 */
public record StreamId(StreamKind kind, String key) implements Comparable<StreamId> {

  /** Throws of a key that names no entity of the kind. */
  public StreamId {
    String canonical =
        switch (kind) {
          case HOST -> Instance.parse(key).toString();
          case PROGRAM -> ProgramKey.parse(key).toString();
          case LINK -> LinkKey.parse(key).toString();
          case DISPATCHER -> HookKey.parse(key).toString();
        };
    if (!canonical.equals(key)) {
      throw new IllegalArgumentException("no " + kind.word() + ": " + key);
    }
  }

  public static StreamId of(Instance instance) {
    return new StreamId(StreamKind.HOST, instance.toString());
  }

  public static StreamId of(ProgramKey program) {
    return new StreamId(StreamKind.PROGRAM, program.toString());
  }

  public static StreamId of(LinkKey link) {
    return new StreamId(StreamKind.LINK, link.toString());
  }

  public static StreamId of(HookKey hook) {
    return new StreamId(StreamKind.DISPATCHER, hook.toString());
  }

  /**
   * Reads the form of {@link #toString}.
   *
   * @throws IllegalArgumentException of anything else
   */
  public static StreamId parse(String text) {
    int bar = text.indexOf('|');
    StreamKind kind =
        StreamKind.named(bar < 0 ? "" : text.substring(0, bar))
            .orElseThrow(() -> new IllegalArgumentException("no stream: " + text));
    return new StreamId(kind, text.substring(bar + 1));
  }

  @Override
  public int compareTo(StreamId other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : key.compareTo(other.key);
  }

  @Override
  public String toString() {
    return kind.word() + "|" + key;
  }
}
