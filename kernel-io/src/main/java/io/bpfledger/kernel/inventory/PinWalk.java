package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One walk through a tree of pins. A pin is held open no longer than it takes to ask its id. */
final class PinWalk {

  private static final int DEPTH_LIMIT = 16;
  private static final int ENTRIES_LIMIT = 1 << 18;

  private final Kernel kernel;
  private final Path root;
  private final List<Gap> gaps;
  private final List<Path> directories = new ArrayList<>();
  private final List<BpffsEntry.SymbolicLink> symbolicLinks = new ArrayList<>();
  private final List<Pin> pins = new ArrayList<>();
  private int entries;

  private PinWalk(Kernel kernel, Path root, List<Gap> gaps) {
    this.kernel = kernel;
    this.root = root;
    this.gaps = gaps;
  }

  static PinTree take(Kernel kernel, Path root, List<Gap> gaps) {
    PinWalk walk = new PinWalk(kernel, root, gaps);
    boolean mounted = walk.mounted();
    walk.enter(root, 0);
    walk.directories.sort(Comparator.naturalOrder());
    walk.symbolicLinks.sort(Comparator.comparing(BpffsEntry::path));
    walk.pins.sort(Comparator.comparing(Pin::path));
    return new PinTree(root, mounted, walk.directories, walk.symbolicLinks, walk.pins);
  }

  private boolean mounted() {
    return switch (kernel.bpffs().isMounted(root)) {
      case Result.Success<Boolean>(Boolean mounted) -> mounted;
      case Result.Failure<Boolean>(KernelError error) -> {
        gap(error);
        yield false;
      }
    };
  }

  private void enter(Path directory, int depth) {
    if (depth > DEPTH_LIMIT) {
      gap(limit(directory, "directories lie deeper than " + DEPTH_LIMIT));
      return;
    }
    switch (kernel.bpffs().list(directory)) {
      case Result.Failure<List<BpffsEntry>>(KernelError error) -> {
        // Gone since its name was read, or, for the root, never there.
        if (!error.errno().equals(Errno.ENOENT)) {
          gap(error);
        }
      }
      case Result.Success<List<BpffsEntry>>(List<BpffsEntry> names) -> {
        for (BpffsEntry name : names) {
          if (++entries > ENTRIES_LIMIT) {
            gap(limit(root, "it holds more than " + ENTRIES_LIMIT + " names"));
            return;
          }
          visit(name, depth);
        }
      }
    }
  }

  private void visit(BpffsEntry entry, int depth) {
    switch (entry) {
      case BpffsEntry.Directory directory -> {
        directories.add(directory.path());
        enter(directory.path(), depth + 1);
      }
      case BpffsEntry.SymbolicLink link -> symbolicLinks.add(link);
      case BpffsEntry.Pin pin -> pins.add(new Pin(pin.path(), content(pin.path())));
    }
  }

  private PinContent content(Path path) {
    return switch (kernel.bpffs().open(path)) {
      case Result.Failure<Handle>(KernelError error) -> unopened(error);
      case Result.Success<Handle>(Handle handle) -> {
        try (handle) {
          yield switch (content(handle)) {
            case Result.Success<PinContent>(PinContent content) -> content;
            case Result.Failure<PinContent>(KernelError error) -> unopened(error);
          };
        }
      }
    };
  }

  private Result<PinContent> content(Handle handle) {
    return switch (handle) {
      case ProgramHandle program ->
          kernel.programs().info(program).map(info -> new PinContent.OfProgram(info.id()));
      case MapHandle map -> kernel.maps().info(map).map(info -> new PinContent.OfMap(info.id()));
      case LinkHandle link ->
          kernel.links().info(link).map(info -> new PinContent.OfLink(info.id()));
    };
  }

  /**
   * ENOENT is the kernel's own file or a pin that is gone by now, EINVAL something else than we
   * know. With any other error there may well be an object of ours behind the name.
   */
  private PinContent unopened(KernelError error) {
    boolean harmless = error.errno().equals(Errno.ENOENT) || error.errno().equals(Errno.EINVAL);
    if (!harmless) {
      gap(error);
    }
    return new PinContent.Unopened(error);
  }

  private void gap(KernelError error) {
    gaps.add(new Gap(InventoryPart.PINS, error));
  }

  private static KernelError limit(Path path, String why) {
    return KernelError.of(Operation.LIST_DIRECTORY, path.toString(), Errno.E2BIG, why);
  }
}
