package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Maps by id and by descriptor. */
public final class LinuxMaps implements Maps {

  private static final int CREATE_BYTES = 48;
  private static final int NAME_OFFSET = 28;
  private static final int NAME_LIMIT = 15;

  @Override
  public Result<MapHandle> create(MapSpec spec) {
    byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
    String object = "map " + spec.name();
    if (name.length > NAME_LIMIT) {
      return Result.failure(
          KernelError.of(
              Operation.CREATE_MAP,
              object,
              Errno.EINVAL,
              "the name of a map has at most " + NAME_LIMIT + " bytes"));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, CREATE_BYTES);
      Memory.setInt(attribute, 0, spec.type().number());
      Memory.setInt(attribute, 4, spec.keySize());
      Memory.setInt(attribute, 8, spec.valueSize());
      Memory.setInt(attribute, 12, spec.maxEntries());
      Memory.setInt(attribute, 16, spec.flags());
      MemorySegment.copy(MemorySegment.ofArray(name), 0, attribute, NAME_OFFSET, name.length);
      return Answer.opened(
          SystemCalls.bpf(BpfCommand.MAP_CREATE, attribute),
          Operation.CREATE_MAP,
          object,
          LinuxMap::new);
    }
  }

  @Override
  public Result<Optional<MapId>> next(Optional<MapId> after) {
    int start = after.isPresent() ? after.get().value() : 0;
    long id = ObjectKind.MAP.nextId(start);
    if (id < 0) {
      return Result.failure(ObjectKind.MAP.nextError(id, start));
    }
    return Result.success(id == 0 ? Optional.empty() : Optional.of(new MapId((int) id)));
  }

  @Override
  public Result<MapHandle> open(MapId id) {
    long opened = ObjectKind.MAP.open(id.value());
    return opened < 0
        ? Result.failure(ObjectKind.MAP.openError(opened, id.value()))
        : Result.success(new LinuxMap(FileDescriptor.owning(opened)));
  }

  @Override
  public Result<MapInfo> info(MapHandle map) {
    return read(LinuxMap.number(map), 0);
  }

  @Override
  public Result<MapInfo> describe(MapId id) {
    long opened = ObjectKind.MAP.open(id.value());
    if (opened < 0) {
      return Result.failure(ObjectKind.MAP.describeError(opened, id.value()));
    }
    try (FileDescriptor map = FileDescriptor.owning(opened)) {
      return read(map.number(), id.value());
    }
  }

  @Override
  public Result<Optional<byte[]>> lookup(MapHandle map, byte[] key) {
    return MapElements.of(map).flatMap(elements -> elements.lookup(key));
  }

  @Override
  public Result<Done> update(MapHandle map, byte[] key, byte[] value, UpdateMode mode) {
    return MapElements.of(map).flatMap(elements -> elements.update(key, value, mode));
  }

  @Override
  public Result<Done> delete(MapHandle map, byte[] key) {
    return MapElements.of(map).flatMap(elements -> elements.delete(key));
  }

  @Override
  public Result<Optional<byte[]>> nextKey(MapHandle map, Optional<byte[]> key) {
    return MapElements.of(map).flatMap(elements -> elements.nextKey(key));
  }

  @Override
  public Result<Done> freeze(MapHandle map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 4);
      Memory.setInt(attribute, 0, LinuxMap.number(map));
      long answer = SystemCalls.bpf(BpfCommand.MAP_FREEZE, attribute);
      return answer < 0
          ? Result.failure(Answer.error(answer, Operation.FREEZE_MAP, nameOf(map)))
          : Result.done();
    }
  }

  @Override
  public Result<Done> setProgram(MapHandle programArray, int slot, ProgramHandle program) {
    int descriptor = LinuxProgram.number(program);
    return MapElements.of(programArray).flatMap(elements -> elements.setProgram(slot, descriptor));
  }

  @Override
  public Result<Optional<ProgramId>> programAt(MapHandle programArray, int slot) {
    return MapElements.of(programArray).flatMap(elements -> elements.programAt(slot));
  }

  static Result<MapInfo> read(int descriptor, int id) {
    MemorySegment info = Scratch.ofThread().mapInfo();
    long known = ObjectKind.info(descriptor, info);
    return known < 0
        ? Result.failure(ObjectKind.MAP.describeError(known, id))
        : Result.success(MapInfoDecoder.decode(new InfoBlock(info, known)));
  }

  /** How an error names a map that is known by its handle only. */
  static String nameOf(MapHandle map) {
    return switch (read(LinuxMap.number(map), 0)) {
      case Result.Success<MapInfo>(MapInfo info) -> nameOf(info);
      case Result.Failure<MapInfo> _ -> "open map";
    };
  }

  static String nameOf(MapInfo info) {
    return "map " + info.name() + " (id " + info.id() + ")";
  }
}
