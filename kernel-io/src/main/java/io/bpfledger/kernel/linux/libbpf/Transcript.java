package io.bpfledger.kernel.linux.libbpf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What libbpf said on this thread while the transcript was open: warnings and remarks, which
 * explain an error number far better than the number does.
 *
 * <p>libbpf has one print hook for the whole process. Ours puts each line into the transcript of
 * the thread it came on, and drops lines of threads without one; nothing reaches standard error.
 */
public final class Transcript implements AutoCloseable {

  /** Enough for the story of one load. Of a longer one the end is kept, which says what failed. */
  static final int LINES = 64;

  private static final String SPEAKER = "libbpf: ";

  private static final ThreadLocal<@Nullable Transcript> CURRENT = new ThreadLocal<>();

  private final Deque<String> lines = new ArrayDeque<>();

  private Transcript() {}

  /** Opens the transcript of this thread, on which it must be closed. */
  public static Transcript open() {
    PrintHook.install();
    if (CURRENT.get() != null) {
      throw new IllegalStateException("a transcript is already open on this thread");
    }
    Transcript transcript = new Transcript();
    CURRENT.set(transcript);
    return transcript;
  }

  /** The open transcript of this thread. */
  static @Nullable Transcript current() {
    return CURRENT.get();
  }

  /** Takes a message of libbpf, which may be of several lines. */
  void add(String message) {
    message.lines().filter(line -> !line.isBlank()).forEach(this::addLine);
  }

  private void addLine(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    String text = line.startsWith(SPEAKER) ? line.substring(SPEAKER.length()) : line;
    lines.addLast(text.strip());
  }

  /** What was said so far, line by line, without the {@code libbpf: } before each. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    CURRENT.remove();
  }
}
