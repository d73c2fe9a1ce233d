package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pins of maps that ask to be pinned by their names: found before the load, or made after it.
 *
 * <p>libbpf would do both, but does not tell which pins it made and which it found. A load that
 * fails could then take away the pin of another one that ran beside it. And it would pin before the
 * last thing that can fail; here nothing comes after the pins but another pin.
 */
final class NamedPins {

  private final Path directory;
  private final Bpffs bpffs;
  private final LoadFailure failure;

  /** Where maps will be pinned that nobody has pinned yet, by their names. */
  private final SortedMap<String, Path> missing = new TreeMap<>();

  NamedPins(Path directory, Bpffs bpffs, LoadFailure failure) {
    this.directory = directory;
    this.bpffs = bpffs;
    this.failure = failure;
  }

  /**
   * The map that is pinned under that name, for the caller to close; if there is none it will be.
   */
  Optional<MapHandle> find(String map) throws LoadRefused {
    if (!Files.isDirectory(directory)) {
      throw new LoadRefused(
          failure.ofMap(map, Errno.ENOENT, directory + ", where it is to be pinned, is missing"));
    }
    Path path = directory.resolve(map);
    return switch (bpffs.open(path)) {
      case Result.Success<Handle>(MapHandle pinned) -> Optional.of(pinned);
      case Result.Success<Handle>(Handle other) -> {
        other.close();
        throw new LoadRefused(failure.ofMap(map, Errno.EINVAL, path + " is the pin of no map"));
      }
      case Result.Failure<Handle>(KernelError error) -> {
        if (!error.errno().equals(Errno.ENOENT)) {
          throw new LoadRefused(
              failure.ofMap(map, error.errno(), "what is at " + path + " cannot be opened"));
        }
        missing.put(map, path);
        yield Optional.empty();
      }
    };
  }

  /** Pins what was not there; all of it or nothing. */
  void make(LoadedObject loaded) throws LoadRefused {
    List<Path> made = new ArrayList<>();
    for (Map.Entry<String, Path> pin : missing.entrySet()) {
      switch (bpffs.pin(loaded.map(pin.getKey()), pin.getValue())) {
        case Result.Success<Done> _ -> made.add(pin.getValue());
        case Result.Failure<Done>(KernelError error) -> {
          KernelError refused = failure.ofMap(pin.getKey(), error.errno(), meaning(error.errno()));
          KernelError told = removed(made, refused);
          throw error.errno().equals(Errno.EEXIST)
              ? LoadRefused.overtaken(told)
              : new LoadRefused(told);
        }
      }
    }
  }

  private static String meaning(Errno errno) {
    return switch (errno.name()) {
      case "EPERM" -> "the directory where it is to be pinned is on no bpffs";
      case "EEXIST" -> "another load pins it at the same time";
      default -> "it cannot be pinned";
    };
  }

  /** Answers the error, which tells also of pins that are left. */
  private KernelError removed(List<Path> made, KernelError error) {
    KernelError told = error;
    for (Path path : made) {
      Optional<KernelError> problem = bpffs.unlink(path).problem();
      if (problem.isPresent() && !problem.get().errno().equals(Errno.ENOENT)) {
        told = told.withFurtherDetail(path + " stays pinned: " + problem.get().errno());
      }
    }
    return told;
  }
}
