package io.bpfledger.kernel;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the kernel tells of a program. Fields that an old kernel does not fill are empty.
 *
 * @param typeNumber the kernel's number of the type; {@link ProgramType#numbered} names it
 * @param tag the hash over the instructions, in hexadecimal; the same for all copies of a program
 * @param loadTimeNanos when it was loaded, in nanoseconds since boot; with the id unique per boot
 * @param attachObject the BTF object of the function a tracing program was loaded for
 * @param attachFunction the BTF id of that function
 */
public record ProgramInfo(
    ProgramId id,
    int typeNumber,
    String tag,
    String name,
    long loadTimeNanos,
    int uid,
    List<MapId> mapIds,
    boolean gplCompatible,
    int translatedBytes,
    int jitedBytes,
    OptionalInt btfId,
    OptionalLong runTimeNanos,
    OptionalLong runCount,
    OptionalLong recursionMisses,
    OptionalInt verifiedInstructions,
    OptionalInt attachObject,
    OptionalInt attachFunction) {

  public ProgramInfo {
    mapIds = List.copyOf(mapIds);
  }
}
