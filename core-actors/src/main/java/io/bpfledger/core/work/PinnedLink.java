package io.bpfledger.core.work;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.Optional;

/** What is at the path where a link is, or was, or will be pinned. */
sealed interface PinnedLink extends AutoCloseable {

  record Nothing() implements PinnedLink {}

  record Link(LinkHandle handle, LinkInfo info) implements PinnedLink {

    @Override
    public void close() {
      handle.close();
    }
  }

  /** Something that is no link. */
  record Other(String what) implements PinnedLink {}

  record Unreadable(Failure failure) implements PinnedLink {}

  @Override
  default void close() {}

  /** What is there, for the caller to close. */
  static PinnedLink at(Path path, Kernel kernel) {
    return switch (kernel.bpffs().open(path)) {
      case Result.Failure<Handle>(var error) ->
          error.errno().equals(Errno.ENOENT)
              ? new Nothing()
              : new Unreadable(Failure.of(error, Optional.empty()));
      case Result.Success<Handle>(LinkHandle link) ->
          switch (kernel.links().info(link)) {
            case Result.Success<LinkInfo>(LinkInfo info) -> new Link(link, info);
            case Result.Failure<LinkInfo>(var error) -> {
              link.close();
              yield new Unreadable(Failure.of(error, Optional.empty()));
            }
          };
      case Result.Success<Handle>(ProgramHandle program) -> {
        program.close();
        yield new Other("a program");
      }
      case Result.Success<Handle>(MapHandle map) -> {
        map.close();
        yield new Other("a map");
      }
    };
  }
}
