package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.linux.ffi.Memory;

/** Reads {@code struct bpf_map_info}. */
final class MapInfoDecoder {

  /** Its size since Linux 5.16; later fields (the hash of the content) we have no use for. */
  static final int BYTES = 88;

  private static final int TYPE = 0;
  private static final int ID = 4;
  private static final int KEY_BYTES = 8;
  private static final int VALUE_BYTES = 12;
  private static final int MAX_ENTRIES = 16;
  private static final int FLAGS = 20;
  private static final int NAME = 24;
  private static final int NAME_BYTES = 16;
  private static final int BTF_ID = 64;
  private static final int BTF_KEY_TYPE = 68;
  private static final int BTF_VALUE_TYPE = 72;

  private MapInfoDecoder() {}

  static MapInfo decode(InfoBlock info) {
    return new MapInfo(
        new MapId(info.intAt(ID)),
        info.intAt(TYPE),
        info.intAt(KEY_BYTES),
        info.intAt(VALUE_BYTES),
        info.intAt(MAX_ENTRIES),
        info.intAt(FLAGS),
        Memory.text(info.memory(), NAME, NAME_BYTES),
        info.id(BTF_ID),
        info.id(BTF_KEY_TYPE),
        info.id(BTF_VALUE_TYPE));
  }
}
