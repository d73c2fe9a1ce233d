package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The elements of one open map.
 *
 * <p>The kernel copies as many bytes as the map's sizes say, whatever it was given, so keys and
 * values of another size are refused here before it reads or writes past them.
 */
final class MapElements {

  private static final Set<MapType> PER_CPU =
      EnumSet.of(
          MapType.PERCPU_HASH,
          MapType.PERCPU_ARRAY,
          MapType.LRU_PERCPU_HASH,
          MapType.PERCPU_CGROUP_STORAGE);

  private static final int ATTRIBUTE_BYTES = 32;
  private static final int KEY = 8;
  private static final int VALUE = 16;
  private static final int MODE = 24;
  private static final int ENOENT = -2;

  private final int descriptor;
  private final MapInfo info;
  private final int valueBytes;

  private MapElements(int descriptor, MapInfo info, int valueBytes) {
    this.descriptor = descriptor;
    this.info = info;
    this.valueBytes = valueBytes;
  }

  static Result<MapElements> of(MapHandle map) {
    int descriptor = LinuxMap.number(map);
    return LinuxMaps.read(descriptor, 0)
        .flatMap(
            info ->
                valueBytes(info).map(valueBytes -> new MapElements(descriptor, info, valueBytes)));
  }

  /** What user space gets for one key: of a per-CPU map the values of all CPUs, each 8-aligned. */
  private static Result<Integer> valueBytes(MapInfo info) {
    boolean perCpu = MapType.numbered(info.typeNumber()).map(PER_CPU::contains).orElse(false);
    if (!perCpu) {
      return Result.success(info.valueSize());
    }
    return PossibleCpus.count().map(cpus -> Math.ceilDiv(info.valueSize(), 8) * 8 * cpus);
  }

  Result<Optional<byte[]>> lookup(byte[] key) {
    Operation operation = Operation.LOOKUP_ELEMENT;
    Optional<KernelError> misfit = keyMisfit(operation, key);
    if (misfit.isPresent()) {
      return Result.failure(misfit.get());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = Memory.zeroed(arena, Math.max(1, valueBytes));
      MemorySegment attribute = attribute(arena, key);
      Memory.setLong(attribute, VALUE, value.address());
      return found(
          SystemCalls.bpf(BpfCommand.MAP_LOOKUP_ELEM, attribute), operation, value, valueBytes);
    }
  }

  Result<Done> update(byte[] key, byte[] value, UpdateMode mode) {
    Operation operation = Operation.UPDATE_ELEMENT;
    Optional<KernelError> misfit =
        keyMisfit(operation, key).or(() -> misfit(operation, "value", valueBytes, value.length));
    if (misfit.isPresent()) {
      return Result.failure(misfit.get());
    }
    return write(key, value, mode, "");
  }

  Result<Done> setProgram(int slot, int program) {
    Operation operation = Operation.UPDATE_ELEMENT;
    return programArrayMisfit(operation)
        .<Result<Done>>map(Result::failure)
        .orElseGet(
            () ->
                write(
                    nativeBytes(slot),
                    nativeBytes(program),
                    UpdateMode.ANY,
                    "the program is of another type or frags flavour than the array's others"));
  }

  Result<Optional<ProgramId>> programAt(int slot) {
    return programArrayMisfit(Operation.LOOKUP_ELEMENT)
        .<Result<Optional<ProgramId>>>map(Result::failure)
        .orElseGet(
            () ->
                lookup(nativeBytes(slot))
                    .map(value -> value.map(bytes -> new ProgramId(nativeInt(bytes)))));
  }

  Result<Done> delete(byte[] key) {
    Operation operation = Operation.DELETE_ELEMENT;
    Optional<KernelError> misfit = keyMisfit(operation, key);
    if (misfit.isPresent()) {
      return Result.failure(misfit.get());
    }
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.bpf(BpfCommand.MAP_DELETE_ELEM, attribute(arena, key)),
          operation,
          LinuxMaps.nameOf(info));
    }
  }

  Result<Optional<byte[]>> nextKey(Optional<byte[]> key) {
    Operation operation = Operation.NEXT_KEY;
    Optional<KernelError> misfit = key.flatMap(previous -> keyMisfit(operation, previous));
    if (misfit.isPresent()) {
      return Result.failure(misfit.get());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment next = Memory.zeroed(arena, Math.max(1, info.keySize()));
      MemorySegment attribute = attribute(arena, key.orElse(new byte[0]));
      Memory.setLong(attribute, VALUE, next.address());
      return found(
          SystemCalls.bpf(BpfCommand.MAP_GET_NEXT_KEY, attribute), operation, next, info.keySize());
    }
  }

  private Result<Done> write(byte[] key, byte[] value, UpdateMode mode, String refused) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena, key);
      Memory.setLong(attribute, VALUE, Memory.copyOf(arena, value).address());
      Memory.setLong(
          attribute,
          MODE,
          switch (mode) {
            case ANY -> 0;
            case ONLY_NEW -> 1;
            case ONLY_EXISTING -> 2;
          });
      long answer = SystemCalls.bpf(BpfCommand.MAP_UPDATE_ELEM, attribute);
      if (answer >= 0) {
        return Result.done();
      }
      KernelError error = Answer.error(answer, Operation.UPDATE_ELEMENT, LinuxMaps.nameOf(info));
      boolean telling = error.errno().equals(Errno.EINVAL) && !refused.isEmpty();
      return Result.failure(telling ? error.withDetail(refused) : error);
    }
  }

  /** The block that all element commands share; a map without keys takes none, not an empty one. */
  private MemorySegment attribute(Arena arena, byte[] key) {
    MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
    Memory.setInt(attribute, 0, descriptor);
    if (key.length > 0) {
      Memory.setLong(attribute, KEY, Memory.copyOf(arena, key).address());
    }
    return attribute;
  }

  private Result<Optional<byte[]>> found(
      long answer, Operation operation, MemorySegment block, int bytes) {
    if (answer == ENOENT) {
      return Result.success(Optional.empty());
    }
    return answer < 0
        ? Result.failure(Answer.error(answer, operation, LinuxMaps.nameOf(info)))
        : Result.success(Optional.of(Memory.bytes(block, 0, bytes)));
  }

  private Optional<KernelError> keyMisfit(Operation operation, byte[] key) {
    return misfit(operation, "key", info.keySize(), key.length);
  }

  private Optional<KernelError> programArrayMisfit(Operation operation) {
    return info.typeNumber() == MapType.PROG_ARRAY.number()
        ? Optional.empty()
        : Optional.of(
            KernelError.of(
                operation, LinuxMaps.nameOf(info), Errno.EINVAL, "it is no program array"));
  }

  private Optional<KernelError> misfit(Operation operation, String part, int wanted, int given) {
    return wanted == given
        ? Optional.empty()
        : Optional.of(
            KernelError.of(
                operation,
                LinuxMaps.nameOf(info),
                Errno.EINVAL,
                "its " + part + "s have " + wanted + " bytes, not " + given));
  }

  private static byte[] nativeBytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  private static int nativeInt(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }
}
