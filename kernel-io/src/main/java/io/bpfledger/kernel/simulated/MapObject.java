package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;
import java.util.OptionalInt;

/** A map in the kernel. */
final class MapObject extends KernelObject {

  private static final int READ_ONLY_FOR_USER = 1 << 3;
  private static final int WRITE_ONLY_FOR_USER = 1 << 4;

  private final Machine machine;
  private final MapSpec spec;
  private final MapContents contents;
  private final Optional<BtfObject> btf;
  private int userReferences;
  private boolean frozen;

  MapObject(Machine machine, int id, MapSpec spec, Optional<BtfObject> btf) {
    super(id);
    this.machine = machine;
    this.spec = spec;
    this.contents = MapShape.contents(spec, machine.processors());
    this.btf = btf;
    btf.ifPresent(BtfObject::retain);
  }

  MapSpec spec() {
    return spec;
  }

  MapContents contents() {
    return contents;
  }

  Optional<BtfObject> btf() {
    return btf;
  }

  boolean isPerProcessor() {
    return MapShape.isPerProcessor(spec.type());
  }

  int userReferences() {
    return userReferences;
  }

  @Override
  void retainForUser() {
    userReferences++;
    retain();
  }

  @Override
  void releaseForUser() {
    userReferences--;
    if (userReferences == 0 && contents instanceof ProgramArray array) {
      array.empty();
    }
    release();
  }

  @Override
  void vanish() {
    machine.maps().remove(this);
    contents.vanish();
    btf.ifPresent(BtfObject::release);
  }

  Optional<byte[]> read(byte[] key) {
    requireKey(key);
    requireUserMayRead();
    return contents.read(key);
  }

  void write(byte[] key, byte[] value, UpdateMode mode) {
    requireUserMayWrite();
    requireKey(key);
    requireSize("value", MapShape.userValueSize(spec, machine.processors()), value.length);
    contents.write(key, value, mode);
  }

  void delete(byte[] key) {
    requireUserMayWrite();
    requireKey(key);
    contents.delete(key);
  }

  Optional<byte[]> keyAfter(Optional<byte[]> key) {
    key.ifPresent(this::requireKey);
    requireUserMayRead();
    return contents.keyAfter(key);
  }

  void freeze() {
    requireUserMayWrite();
    frozen = true;
  }

  void setProgram(int slot, ProgramObject program) {
    requireUserMayWrite();
    programArray().set(slot, program);
  }

  ProgramArray programArray() {
    if (contents instanceof ProgramArray array) {
      return array;
    }
    throw new Refusal(Errno.EINVAL, "a " + spec.type().word() + " map holds no programs");
  }

  boolean isProgramArray() {
    return spec.type() == MapType.PROG_ARRAY;
  }

  MapInfo info() {
    return new MapInfo(
        new MapId(id()),
        spec.type().number(),
        spec.keySize(),
        spec.valueSize(),
        spec.maxEntries(),
        spec.flags(),
        spec.name(),
        btf.isPresent() ? OptionalInt.of(btf.get().id()) : OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  private void requireUserMayRead() {
    if ((spec.flags() & WRITE_ONLY_FOR_USER) != 0) {
      throw new Refusal(Errno.EPERM, "user space may only write this map");
    }
  }

  private void requireUserMayWrite() {
    if (frozen) {
      throw new Refusal(Errno.EPERM, "the map is frozen");
    }
    if ((spec.flags() & READ_ONLY_FOR_USER) != 0) {
      throw new Refusal(Errno.EPERM, "user space may only read this map");
    }
  }

  private void requireKey(byte[] key) {
    requireSize("key", spec.keySize(), key.length);
  }

  private static void requireSize(String what, int expected, int actual) {
    if (expected != actual) {
      throw new Refusal(
          Errno.EINVAL, "the " + what + " has " + actual + " bytes and not " + expected);
    }
  }

  @Override
  String describe() {
    return "map " + spec.name();
  }
}
