package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A kernel with a place of its own on it: a bpffs, a network namespace and what is made there.
 * Closing removes all of it.
 */
public interface World extends AutoCloseable {

  Kernel kernel();

  /** The root of a bpffs that is only ours. */
  Path bpffs();

  /** A network namespace that is only ours. */
  NetworkNamespace namespace();

  /** Makes a device with that name in {@link #namespace()}. */
  NetworkInterface addDevice(String name);

  void removeDevice(String name);

  /** A cgroup that is only ours, with nobody in it. */
  Path cgroup();

  /** The number by which links tell {@link #cgroup()}. */
  long cgroupId();

  void removeCgroup();

  /** A binary of a page that is only ours, and that nobody runs. */
  Path binary();

  /** The id of a process that lives as long as this world. */
  int livingProcess();

  /** Runs a script in another process, kills that, and gives the id of the program it named. */
  ProgramId runAndKill(DyingScript script, NetworkInterface device);

  /** What {@link ScarceInventory} says in a process of its own that may open few files. */
  String inventoryWithoutDescriptors();

  /** Removes the namespace with everything in it. */
  void removeNamespace();

  @Override
  void close();

  /** One of the committed test objects, by the name of its source without the ending. */
  static ObjectBytes object(String name) {
    try (InputStream stream = World.class.getResourceAsStream("/bpf/" + name + ".o")) {
      if (stream == null) {
        throw new IllegalArgumentException("no test object " + name);
      }
      return ObjectBytes.copyOf(stream.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
