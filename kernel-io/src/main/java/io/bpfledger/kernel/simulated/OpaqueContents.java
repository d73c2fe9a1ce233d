package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A map whose values are no bytes to user space: buffers, other maps, sockets, events. What it
 * answers is as measured; nothing can be put in.
 */
final class OpaqueContents implements MapContents {

  /**
   * What such a map answers.
   *
   * @param read empty when it says that nothing is there
   * @param write why nothing can be put in
   * @param delete empty when it says that it is done
   */
  record Answers(Optional<Errno> read, Errno write, Optional<Errno> delete, Walk walk) {

    static Answers refusing(Errno errno) {
      return new Answers(Optional.of(errno), errno, Optional.of(errno), new Walk.Refused(errno));
    }
  }

  /** How its keys are walked. */
  sealed interface Walk {
    /** As slots of an array, whatever is in them. */
    record Slots(int count) implements Walk {}

    record Empty() implements Walk {}

    record Refused(Errno errno) implements Walk {}
  }

  private static final int RECORD_HEADER_BYTES = 8;

  private final Answers answers;
  private int reserved;

  /** Programs of a struct_ops map, or the inner maps of a map of maps. */
  private final List<KernelObject> held = new ArrayList<>();

  OpaqueContents(Answers answers) {
    this.answers = answers;
  }

  /** Takes room for a record. Nobody reads what is in a simulated ring buffer, so it fills up. */
  boolean reserve(int size, int capacity) {
    int whole = (size + RECORD_HEADER_BYTES + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    if (whole > capacity - reserved) {
      return false;
    }
    reserved += whole;
    return true;
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
    if (answers.read().isPresent()) {
      throw refusal(answers.read().get());
    }
    return Optional.empty();
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    boolean badDescriptor = answers.write().equals(Errno.EBADF);
    throw refusal(badDescriptor && mode != UpdateMode.ANY ? Errno.EINVAL : answers.write());
  }

  @Override
  public void delete(byte[] key) {
    if (answers.delete().isPresent()) {
      throw refusal(answers.delete().get());
    }
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    return switch (answers.walk()) {
      case Walk.Slots slots -> ArrayContents.indexAfter(key, slots.count());
      case Walk.Empty _ -> Optional.empty();
      case Walk.Refused refused -> throw refusal(refused.errno());
    };
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    return Optional.empty();
  }

  private static Refusal refusal(Errno errno) {
    return new Refusal(errno, "maps of this type hold no bytes by key");
  }
}
