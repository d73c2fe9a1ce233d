package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.BpffsEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is below one directory of a bpffs, each list by path.
 *
 * @param mounted whether a bpffs is mounted at just that directory; without one there are no pins,
 *     though the directory may be there
 */
public record PinTree(
    Path root,
    boolean mounted,
    List<Path> directories,
    List<BpffsEntry.SymbolicLink> symbolicLinks,
    List<Pin> pins) {

  public PinTree {
    directories = List.copyOf(directories);
    symbolicLinks = List.copyOf(symbolicLinks);
    pins = List.copyOf(pins);
  }

  public Optional<Pin> pin(Path path) {
    return pins.stream().filter(pin -> pin.path().equals(path)).findFirst();
  }
}
