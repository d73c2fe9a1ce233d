package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.elf.ElfRejected;
import java.util.LinkedHashMap;

/** The object files that were loaded lately. Only speed hangs on it. */
final class ImageCache {

  private static final int LIMIT = 64;

  private final LinkedHashMap<ObjectBytes, ObjectImage> images = new LinkedHashMap<>();

  ObjectImage image(LoadRequest request) {
    ObjectImage known = images.get(request.bytes());
    if (known != null) {
      return known;
    }
    ObjectImage read = read(request);
    if (images.size() >= LIMIT) {
      images.remove(images.firstEntry().getKey());
    }
    images.put(request.bytes(), read);
    return read;
  }

  private static ObjectImage read(LoadRequest request) {
    try {
      return ObjectImage.of(request.bytes());
    } catch (ElfRejected rejected) {
      throw Refusal.of(
          KernelError.of(
              Operation.LOAD_OBJECT,
              request.name(),
              Errno.ENOEXEC,
              "it is no object that can be loaded safely: " + rejected.getMessage()));
    }
  }
}
