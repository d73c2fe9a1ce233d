package io.bpfledger.core.work;

import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells our programs from those of others: a frozen map of one entry, tied to the program before
 * its first pin, so that whatever can be found of us bears it.
 */
public final class Marker {

  /** How many bytes say which entity a program belongs to. */
  public static final int ENTITY_BYTES = 16;

  private static final String NAME = "bpfledger_mark";
  private static final byte[] MAGIC = "bpfledgr".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = MAGIC.length + 2 * Long.BYTES + ENTITY_BYTES;

  private Marker() {}

  /** Marks a program as made by this installation for this entity. */
  public static Result<Done> bind(
      Kernel kernel, ProgramHandle program, Ulid instance, byte[] entity) {
    MapSpec spec = new MapSpec(MapType.ARRAY, NAME, Integer.BYTES, BYTES, 1, 0);
    return kernel
        .maps()
        .create(spec)
        .flatMap(
            map -> {
              try (map) {
                return bind(kernel, program, map, value(instance, entity));
              }
            });
  }

  private static Result<Done> bind(
      Kernel kernel, ProgramHandle program, MapHandle map, byte[] value) {
    return kernel
        .maps()
        .update(map, new byte[Integer.BYTES], value, UpdateMode.ANY)
        .flatMap(_ -> kernel.maps().freeze(map))
        .flatMap(_ -> kernel.programs().bindMap(program, map));
  }

  private static byte[] value(Ulid instance, byte[] entity) {
    return ByteBuffer.allocate(BYTES)
        .put(MAGIC)
        .putLong(instance.high())
        .putLong(instance.low())
        .put(entity, 0, ENTITY_BYTES)
        .array();
  }
}
