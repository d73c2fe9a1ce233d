package io.bpfledger.kernel.linux.libbpf;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A map of an opened object, which must not be closed yet. Settings answer zero or the negative
 * error number.
 */
public record BpfMap(long address) {

  private static final MethodHandle NAME = NativeFunction.answeringAddress("bpf_map__name", 1);
  private static final MethodHandle TYPE = NativeFunction.answeringInt("bpf_map__type", 1);
  private static final MethodHandle KEY_SIZE = NativeFunction.answeringInt("bpf_map__key_size", 1);
  private static final MethodHandle VALUE_SIZE =
      NativeFunction.answeringInt("bpf_map__value_size", 1);
  private static final MethodHandle MAX_ENTRIES =
      NativeFunction.answeringInt("bpf_map__max_entries", 1);
  private static final MethodHandle FLAGS = NativeFunction.answeringInt("bpf_map__map_flags", 1);
  private static final MethodHandle SET_TYPE = NativeFunction.answeringInt("bpf_map__set_type", 2);
  private static final MethodHandle SET_KEY_SIZE =
      NativeFunction.answeringInt("bpf_map__set_key_size", 2);
  private static final MethodHandle SET_VALUE_SIZE =
      NativeFunction.answeringInt("bpf_map__set_value_size", 2);
  private static final MethodHandle SET_FLAGS =
      NativeFunction.answeringInt("bpf_map__set_map_flags", 2);
  private static final MethodHandle SET_AUTOCREATE =
      NativeFunction.answeringInt("bpf_map__set_autocreate", 2);
  private static final MethodHandle PIN_PATH =
      NativeFunction.answeringAddress("bpf_map__pin_path", 1);
  private static final MethodHandle SET_PIN_PATH =
      NativeFunction.answeringInt("bpf_map__set_pin_path", 2);
  private static final MethodHandle REUSE_FD = NativeFunction.answeringInt("bpf_map__reuse_fd", 2);
  private static final MethodHandle INITIAL_VALUE =
      NativeFunction.answeringAddress("bpf_map__initial_value", 2);
  private static final MethodHandle FD = NativeFunction.answeringInt("bpf_map__fd", 1);
  private static final MethodHandle ATTACH_STRUCT_OPS =
      NativeFunction.answeringAddressOrErrno("bpf_map__attach_struct_ops", 1);
  private static final MethodHandle LINK_FD = NativeFunction.answeringInt("bpf_link__fd", 1);
  private static final MethodHandle LINK_DISCONNECT =
      NativeFunction.answeringNothing("bpf_link__disconnect", 1);
  private static final MethodHandle LINK_DESTROY =
      NativeFunction.answeringInt("bpf_link__destroy", 1);

  /**
   * The name in the object. libbpf puts the object's name before the common data sections, as in
   * {@code filter.rodata}; that is cut off here.
   */
  public String name() {
    String name = NativeText.at(NativeFunction.callAddress(NAME, address));
    return name.substring(Math.max(0, name.indexOf('.')));
  }

  public int type() {
    return NativeFunction.callInt(TYPE, address);
  }

  public int keySize() {
    return NativeFunction.callInt(KEY_SIZE, address);
  }

  public int valueSize() {
    return NativeFunction.callInt(VALUE_SIZE, address);
  }

  public int maxEntries() {
    return NativeFunction.callInt(MAX_ENTRIES, address);
  }

  public int flags() {
    return NativeFunction.callInt(FLAGS, address);
  }

  public int setType(int type) {
    return NativeFunction.callInt(SET_TYPE, address, type);
  }

  public int setKeySize(int bytes) {
    return NativeFunction.callInt(SET_KEY_SIZE, address, bytes);
  }

  public int setValueSize(int bytes) {
    return NativeFunction.callInt(SET_VALUE_SIZE, address, bytes);
  }

  public int setFlags(int flags) {
    return NativeFunction.callInt(SET_FLAGS, address, flags);
  }

  /** Whether loading the object makes this map; a program that uses one not made is refused. */
  public int setAutocreate(boolean create) {
    return NativeFunction.callInt(SET_AUTOCREATE, address, create ? 1 : 0);
  }

  /** Whether loading the object pins the map, or takes the one that is pinned there. */
  public boolean asksForPin() {
    return NativeFunction.callAddress(PIN_PATH, address) != 0;
  }

  public int clearPinPath() {
    return NativeFunction.callInt(SET_PIN_PATH, address, 0);
  }

  /** Uses the map of that descriptor, which stays the caller's: libbpf makes a duplicate. */
  public int reuse(int descriptor) {
    return NativeFunction.callInt(REUSE_FD, address, descriptor);
  }

  /** What the map will hold when it is made; only those of global variables have that. */
  @SuppressWarnings("restricted") // libbpf answers an address and a size
  public Optional<MemorySegment> initialValue(Arena arena) {
    MemorySegment size = Memory.zeroed(arena, ValueLayout.JAVA_LONG.byteSize());
    long value = NativeFunction.callAddress(INITIAL_VALUE, address, size.address());
    return value == 0
        ? Optional.empty()
        : Optional.of(MemorySegment.ofAddress(value).reinterpret(Memory.longAt(size, 0)));
  }

  /** The descriptor of the made map, which libbpf will close, or the negative error number. */
  public int descriptor() {
    return NativeFunction.callInt(FD, address);
  }

  /**
   * Writes the value of a made struct_ops map, which must have BPF_F_LINK: then it is ready for a
   * link.
   *
   * <p>Only libbpf knows that value, and writes it as the first step of attaching. From 1.2 on it
   * attaches indeed, for the moment until the link is closed here; 1.1 knows no links of this kind
   * and gives the map's own descriptor for one, whose end must not be the end of the map's value.
   */
  public int fillStructOps() {
    long link = NativeFunction.callAddressOrErrno(ATTACH_STRUCT_OPS, address);
    if (link < 0) {
      return (int) link;
    }
    if (NativeFunction.callInt(LINK_FD, link) == descriptor()) {
      NativeFunction.call(LINK_DISCONNECT, link);
    }
    return NativeFunction.callInt(LINK_DESTROY, link);
  }
}
