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

  /** What the flags say of the first handle alone is not kept. */
  private static final int FLAGS_OF_HANDLE = MapAccess.READ_ONLY | MapAccess.WRITE_ONLY;

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

  Optional<byte[]> read(byte[] key, MapAccess access) {
    requireKey(key);
    access.requireRead();
    return contents.read(key);
  }

  void write(byte[] key, byte[] value, UpdateMode mode, MapAccess access) {
    requireKey(key);
    requireSize("value", MapShape.userValueSize(spec, machine.processors()), value.length);
    requireWritable(access);
    contents.write(key, value, mode);
  }

  void delete(byte[] key, MapAccess access) {
    requireKey(key);
    requireWritable(access);
    contents.delete(key);
  }

  Optional<byte[]> keyAfter(Optional<byte[]> key, MapAccess access) {
    key.ifPresent(this::requireKey);
    access.requireRead();
    return contents.keyAfter(key);
  }

  void freeze(MapAccess access) {
    requireWritable(access);
    frozen = true;
  }

  void setProgram(int slot, ProgramObject program, MapAccess access) {
    ProgramArray array = programArray();
    requireWritable(access);
    array.set(slot, program);
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
        spec.flags() & ~FLAGS_OF_HANDLE,
        spec.name(),
        btf.isPresent() ? OptionalInt.of(btf.get().id()) : OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  private void requireWritable(MapAccess access) {
    if (frozen) {
      throw new Refusal(Errno.EPERM, "the map is frozen");
    }
    access.requireWrite();
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
