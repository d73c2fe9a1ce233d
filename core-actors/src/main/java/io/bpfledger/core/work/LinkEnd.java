package io.bpfledger.core.work;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes sure that a link is gone once its pin is.
 *
 * <p>A link detaches with its last reference. Somebody may hold another one, such as an inventory
 * that is just looking at it, so this looks some times before it says that the link stays.
 */
final class LinkEnd {

  private static final int LOOKS = 20;
  private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

  private final Links links;
  private final Bpffs bpffs;
  private final Pause pause;

  LinkEnd(Kernel kernel, Pause pause) {
    this.links = kernel.links();
    this.bpffs = kernel.bpffs();
    this.pause = pause;
  }

  /** Why the link is still attached; empty when it is not. */
  Optional<String> await(LinkId id) {
    String why = "";
    for (int look = 0; look < LOOKS; look++) {
      if (look > 0) {
        pause.lasting(BETWEEN_LOOKS_NANOS);
      }
      switch (links.open(id)) {
        case Result.Failure<LinkHandle>(var error) -> {
          if (error.errno().equals(Errno.ENOENT)) {
            return Optional.empty();
          }
          why = error.message();
        }
        case Result.Success<LinkHandle>(LinkHandle handle) -> {
          try (handle) {
            switch (links.detach(handle)) {
              case Result.Success<Done> _ -> {
                return Optional.empty();
              }
              case Result.Failure<Done>(var error) ->
                  why =
                      error.errno().equals(Errno.EOPNOTSUPP)
                          ? "another process or pin holds it, and links of its kind cannot be"
                              + " detached by force"
                          : error.message();
            }
          }
        }
      }
    }
    return Optional.of("link " + id + " is still attached: " + why);
  }

  /** Pins it where it was, as it could not be ended; says so if that fails, too. */
  Optional<String> restore(LinkId id, Path pin) {
    return switch (links.open(id)) {
      case Result.Failure<LinkHandle>(var error) -> Optional.of(error.message());
      case Result.Success<LinkHandle>(LinkHandle handle) -> {
        try (handle) {
          yield bpffs.pin(handle, pin).problem().map(error -> error.message());
        }
      }
    };
  }
}
