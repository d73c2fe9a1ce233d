package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads {@code struct bpf_prog_info}. */
final class ProgramInfoDecoder {

  /** Its size since Linux 6.0. */
  static final int BYTES = 232;

  static final int MAP_ID_COUNT = 52;
  static final int MAP_IDS = 56;

  private static final int TYPE = 0;
  private static final int ID = 4;
  private static final int TAG = 8;
  private static final int TAG_BYTES = 8;
  private static final int JITED_BYTES = 16;
  private static final int TRANSLATED_BYTES = 20;
  private static final int LOAD_TIME = 40;
  private static final int UID = 48;
  private static final int NAME = 64;
  private static final int NAME_BYTES = 16;
  private static final int GPL_COMPATIBLE_BIT = 84;
  private static final int BTF_ID = 128;
  private static final int RUN_TIME = 192;
  private static final int RUN_COUNT = 200;
  private static final int RECURSION_MISSES = 208;
  private static final int VERIFIED_INSTRUCTIONS = 216;
  private static final int ATTACH_OBJECT = 220;
  private static final int ATTACH_FUNCTION = 224;

  private ProgramInfoDecoder() {}

  /** How many maps the program uses, which may be more than the ids that were asked for. */
  static int mapCount(MemorySegment info) {
    return Memory.intAt(info, MAP_ID_COUNT);
  }

  static ProgramInfo decode(InfoBlock info, MemorySegment mapIds) {
    MemorySegment memory = info.memory();
    return new ProgramInfo(
        new ProgramId(info.intAt(ID)),
        info.intAt(TYPE),
        HexFormat.of().formatHex(Memory.bytes(memory, TAG, TAG_BYTES)),
        Memory.text(memory, NAME, NAME_BYTES),
        info.longAt(LOAD_TIME),
        info.intAt(UID),
        ids(mapIds, mapCount(memory)),
        (info.intAt(GPL_COMPATIBLE_BIT) & 1) != 0,
        info.intAt(TRANSLATED_BYTES),
        info.intAt(JITED_BYTES),
        info.id(BTF_ID),
        info.longCount(RUN_TIME),
        info.longCount(RUN_COUNT),
        info.longCount(RECURSION_MISSES),
        info.count(VERIFIED_INSTRUCTIONS),
        info.id(ATTACH_OBJECT),
        info.id(ATTACH_FUNCTION));
  }

  private static List<MapId> ids(MemorySegment mapIds, int count) {
    if (count == 0) {
      return List.of();
    }
    List<MapId> ids = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      ids.add(new MapId(Memory.intAt(mapIds, (long) index * Integer.BYTES)));
    }
    return ids;
  }
}
