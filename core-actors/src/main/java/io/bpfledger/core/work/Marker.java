package io.bpfledger.core.work;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The mark that a program of ours bears: a frozen map of one entry, bound to it before its first
 * pin. Nobody can change it afterwards, and it lives as long as the program.
 *
 * @param instance which installation it belongs to
 * @param entity what it is there
 */
public record Marker(Instance instance, Ulid entity) {

  /** By this the map is known among those of a program. */
  static final String MAP_NAME = "bpfledger_mark";

  private static final byte[] MAGIC = "BPFLEDGR".getBytes(StandardCharsets.US_ASCII);
  private static final int ULID_BYTES = 2 * Long.BYTES;
  private static final int BYTES = MAGIC.length + 2 * ULID_BYTES;
  private static final byte[] KEY = new byte[Integer.BYTES];
  private static final MapSpec SPEC = new MapSpec(MapType.ARRAY, MAP_NAME, KEY.length, BYTES, 1, 0);

  /** What a dispatcher is called in a mark: a hook's own name is longer than there is room. */
  public static Ulid entity(HookKey hook) {
    Digest digest = Digest.over(hook.toString().getBytes(StandardCharsets.UTF_8));
    return new Ulid(digest.first(), digest.second());
  }

  /** Marks a program. */
  public Result<Done> bindTo(Kernel kernel, ProgramHandle program) {
    return switch (kernel.maps().create(SPEC)) {
      case Result.Failure<MapHandle>(KernelError error) -> Result.failure(error);
      case Result.Success<MapHandle>(MapHandle map) -> {
        try (map) {
          yield kernel
              .maps()
              .update(map, KEY, value(), UpdateMode.ANY)
              .flatMap(_ -> kernel.maps().freeze(map))
              .flatMap(_ -> kernel.programs().bindMap(program, map));
        }
      }
    };
  }

  /** The mark of a program; empty for one that bears none. */
  public static Result<Optional<Marker>> of(Kernel kernel, ProgramInfo program) {
    // It was bound last, so it is the last.
    for (MapId id : program.mapIds().reversed()) {
      Result<Optional<Marker>> marker = in(kernel.maps(), id);
      if (!marker.map(Optional::isEmpty).asOptional().orElse(false)) {
        return marker;
      }
    }
    return Result.success(Optional.empty());
  }

  private static Result<Optional<Marker>> in(Maps maps, MapId id) {
    return switch (maps.open(id)) {
      case Result.Failure<MapHandle>(KernelError error) ->
          error.errno().equals(Errno.ENOENT)
              ? Result.success(Optional.empty())
              : Result.failure(error);
      case Result.Success<MapHandle>(MapHandle map) -> {
        try (map) {
          yield maps.info(map)
              .flatMap(
                  info ->
                      fits(info)
                          ? maps.lookup(map, KEY).map(value -> value.flatMap(Marker::parse))
                          : Result.success(Optional.empty()));
        }
      }
    };
  }

  /** Whether a map may be a mark, by its shape; of a program without such a map there is none. */
  public static boolean fits(MapInfo map) {
    return map.name().equals(MAP_NAME)
        && map.typeNumber() == MapType.ARRAY.number()
        && map.valueSize() == BYTES
        && map.maxEntries() == 1;
  }

  private byte[] value() {
    ByteBuffer value = ByteBuffer.allocate(BYTES).put(MAGIC);
    for (Ulid ulid : List.of(instance.ulid(), entity)) {
      value.putLong(ulid.high()).putLong(ulid.low());
    }
    return value.array();
  }

  private static Optional<Marker> parse(byte[] bytes) {
    if (bytes.length != BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.wrap(bytes).position(MAGIC.length);
    Instance instance = new Instance(new Ulid(value.getLong(), value.getLong()));
    return Optional.of(new Marker(instance, new Ulid(value.getLong(), value.getLong())));
  }
}
