package io.bpfledger.kernel.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of native memory that a thread reuses for the calls an inventory makes thousands of times.
 * Nothing in them outlives the call that filled them.
 */
final class Scratch {

  /** Many times the kernel's PATH_MAX, the longest text that any info call gives. */
  static final int TEXT_BYTES = 64 * 1024;

  /** Programs that use more maps than this take a second, larger call. */
  static final int MAP_IDS = 64;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final Arena arena = Arena.ofAuto();

  /** start_id or id, next_id, open_flags. */
  private final MemorySegment byId = arena.allocate(12, 8);

  /** bpf_fd, info_len, info. */
  private final MemorySegment infoByDescriptor = arena.allocate(16, 8);

  private final MemorySegment programInfo = arena.allocate(ProgramInfoDecoder.BYTES, 8);
  private final MemorySegment mapInfo = arena.allocate(MapInfoDecoder.BYTES, 8);
  private final MemorySegment linkInfo = arena.allocate(LinkInfoDecoder.BYTES, 8);
  private final MemorySegment mapIds = arena.allocate(Integer.BYTES * (long) MAP_IDS, 8);
  private final MemorySegment text = arena.allocate(TEXT_BYTES, 8);

  private int lastLinkType;

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  MemorySegment byId() {
    return byId;
  }

  MemorySegment infoByDescriptor() {
    return infoByDescriptor;
  }

  /** Zeroed, as the kernel takes what it finds for pointers and lengths to fill. */
  MemorySegment programInfo() {
    return programInfo.fill((byte) 0);
  }

  MemorySegment mapInfo() {
    return mapInfo.fill((byte) 0);
  }

  MemorySegment linkInfo() {
    return linkInfo.fill((byte) 0);
  }

  MemorySegment mapIds() {
    return mapIds;
  }

  MemorySegment text() {
    return text;
  }

  /** The type of the link that this thread described last, 0 before the first. */
  int lastLinkType() {
    return lastLinkType;
  }

  void keepLinkType(int type) {
    lastLinkType = type;
  }
}
