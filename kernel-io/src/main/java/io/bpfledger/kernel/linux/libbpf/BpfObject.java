package io.bpfledger.kernel.linux.libbpf;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * An object file that libbpf has opened, for one thread at a time. Closing it closes every
 * descriptor that libbpf made for it.
 */
public final class BpfObject implements AutoCloseable {

  private static final MethodHandle OPEN_MEM =
      NativeFunction.answeringAddressOrErrno("bpf_object__open_mem", 3);
  private static final MethodHandle LOAD = NativeFunction.answeringInt("bpf_object__load", 1);
  private static final MethodHandle CLOSE = NativeFunction.answeringNothing("bpf_object__close", 1);
  private static final MethodHandle NEXT_PROGRAM =
      NativeFunction.answeringAddress("bpf_object__next_program", 2);
  private static final MethodHandle NEXT_MAP =
      NativeFunction.answeringAddress("bpf_object__next_map", 2);

  /** {@code struct bpf_object_open_opts} of libbpf 1.1; its own size comes first. */
  private static final int OPTIONS_BYTES = 80;

  private static final int OPTIONS_OBJECT_NAME = 8;

  private final long address;

  private BpfObject(long address) {
    this.address = address;
  }

  /**
   * Opens an object file in memory; both must stay until the object is closed.
   *
   * @param name goes into the kernel's names of the maps that hold global variables
   * @return what {@link #owning} takes, or the negative error number
   */
  public static long open(Arena arena, MemorySegment file, String name) {
    MemorySegment options = Memory.zeroed(arena, OPTIONS_BYTES);
    Memory.setLong(options, 0, OPTIONS_BYTES);
    Memory.setLong(options, OPTIONS_OBJECT_NAME, Memory.string(arena, name).address());
    return NativeFunction.callAddressOrErrno(
        OPEN_MEM, file.address(), file.byteSize(), options.address());
  }

  /** Takes over what {@link #open} answered. */
  public static BpfObject owning(long opened) {
    if (opened <= 0) {
      throw new IllegalArgumentException("no opened object: " + opened);
    }
    return new BpfObject(opened);
  }

  /** Zero, or the negative error number; then everything is undone. */
  public int load() {
    return NativeFunction.callInt(LOAD, address);
  }

  /** The entry functions, in the order of the file. */
  public List<BpfProgram> programs() {
    List<BpfProgram> programs = new ArrayList<>();
    long program = NativeFunction.callAddress(NEXT_PROGRAM, address, 0);
    while (program != 0) {
      programs.add(new BpfProgram(program));
      program = NativeFunction.callAddress(NEXT_PROGRAM, address, program);
    }
    return programs;
  }

  /** All maps, those that hold global variables too. */
  public List<BpfMap> maps() {
    List<BpfMap> maps = new ArrayList<>();
    long map = NativeFunction.callAddress(NEXT_MAP, address, 0);
    while (map != 0) {
      maps.add(new BpfMap(map));
      map = NativeFunction.callAddress(NEXT_MAP, address, map);
    }
    return maps;
  }

  @Override
  public void close() {
    NativeFunction.call(CLOSE, address);
  }
}
