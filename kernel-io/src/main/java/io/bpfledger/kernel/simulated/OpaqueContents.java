package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A map that user space cannot read or write by key: ring buffers, perf buffers, storages. */
final class OpaqueContents implements MapContents {

  private final Errno errno;

  /** Programs of a struct_ops map, or the inner maps of a map of maps. */
  private final List<KernelObject> held = new ArrayList<>();

  OpaqueContents(Errno errno) {
    this.errno = errno;
  }

  void hold(KernelObject object) {
    object.retain();
    held.add(object);
  }

  List<KernelObject> held() {
    return held;
  }

  @Override
  public void vanish() {
    held.forEach(KernelObject::release);
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    throw refusal();
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    throw refusal();
  }

  @Override
  public void delete(byte[] key) {
    throw refusal();
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    throw refusal();
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    return Optional.empty();
  }

  private Refusal refusal() {
    return new Refusal(errno, "maps of this type have no values by key");
  }
}
