package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Programs to tail-call, by slot. Each slot keeps its program alive, but only while user space
 * holds the array: with the last handle and pin the slots are emptied.
 *
 * <p>The first program that is put in, or that is loaded with the array, decides what may follow.
 */
final class ProgramArray implements MapContents {

  /** What all programs of one array, and those that call into it, have in common. */
  record Flavour(int programType, int expectedAttachType, boolean frags) {}

  private final int maxEntries;
  private final TreeMap<Integer, ProgramObject> slots = new TreeMap<>();
  private @Nullable Flavour flavour;

  ProgramArray(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  void set(int slot, ProgramObject program) {
    requireInside(slot);
    requireFlavour(program);
    ProgramObject before = slots.put(slot, program);
    program.retain();
    if (before != null) {
      before.release();
    }
  }

  /** The check that Linux makes for a program in the array and for one that uses it. */
  void requireFlavour(ProgramObject program) {
    Flavour its = program.flavour();
    if (flavour == null) {
      flavour = its;
    } else if (!flavour.equals(its)) {
      throw new Refusal(
          Errno.EINVAL, "the array holds programs of another type, attach type or frags flavour");
    }
  }

  Optional<ProgramObject> at(int slot) {
    return Optional.ofNullable(slots.get(slot));
  }

  /** User space holds the array no longer. */
  void empty() {
    while (!slots.isEmpty()) {
      slots.pollFirstEntry().getValue().release();
    }
  }

  Iterable<ProgramObject> programs() {
    return slots.values();
  }

  @Override
  public void vanish() {
    empty();
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    return at(NativeBytes.readInt(key)).map(program -> NativeBytes.ofInt(program.id()));
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    throw new Refusal(Errno.EINVAL, "a slot takes a program, not bytes");
  }

  @Override
  public void delete(byte[] key) {
    int slot = NativeBytes.readInt(key);
    requireInside(slot);
    ProgramObject program = slots.remove(slot);
    if (program == null) {
      throw MapContents.absent();
    }
    program.release();
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    return ArrayContents.indexAfter(key, maxEntries);
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    return Optional.empty();
  }

  private void requireInside(int slot) {
    if (Integer.compareUnsigned(slot, maxEntries) >= 0) {
      throw new Refusal(Errno.E2BIG, "the array ends before that slot");
    }
  }
}
