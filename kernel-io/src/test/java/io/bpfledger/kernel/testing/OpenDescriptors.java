package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The descriptors of this process of the sorts that the kernel port opens: BPF objects, perf
 * events, sockets, inotify and namespaces.
 *
 * @param counted how many the port itself says it holds
 * @param targets what each descriptor is, by its number, as procfs names it
 */
public record OpenDescriptors(long counted, Map<Integer, String> targets) {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final List<String> SORTS =
      List.of(
          "anon_inode:bpf", "anon_inode:[perf_event]", "socket:[", "anon_inode:inotify", "net:[");

  /** How often, and after how long, to look again: threads that end close theirs a moment later. */
  private static final int LOOKS = 20;

  private static final int PAUSE_MILLIS = 50;

  public OpenDescriptors {
    targets = Map.copyOf(targets);
  }

  public static OpenDescriptors now() {
    return new OpenDescriptors(FileDescriptor.openCount(), openTargets());
  }

  /** Throws with the leaked ones by name when more are open now, and stay open. */
  public void requireNoMoreNow(String owner) {
    List<String> leaked = leakedSince();
    for (int look = 1; look < LOOKS && !leaked.isEmpty(); look++) {
      pause();
      leaked = leakedSince();
    }
    if (!leaked.isEmpty()) {
      throw new AssertionError(owner + " left open: " + String.join(", ", leaked));
    }
  }

  private List<String> leakedSince() {
    OpenDescriptors after = now();
    List<String> leaked = new ArrayList<>();
    new TreeMap<>(after.targets)
        .forEach(
            (number, target) -> {
              if (!target.equals(targets.get(number))) {
                leaked.add(number + " " + target);
              }
            });
    long more = after.counted - counted;
    if (more > 0 && leaked.isEmpty()) {
      leaked.add(more + " descriptors of other sorts that the port still counts as open");
    }
    return leaked;
  }

  private static Map<Integer, String> openTargets() {
    Map<Integer, String> found = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path entry : entries) {
        String target = target(entry);
        if (SORTS.stream().anyMatch(target::startsWith)) {
          found.put(Integer.valueOf(entry.getFileName().toString()), target);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }

  private static String target(Path entry) throws IOException {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (NoSuchFileException closedMeanwhile) {
      return "";
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
