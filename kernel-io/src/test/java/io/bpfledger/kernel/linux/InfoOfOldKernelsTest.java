package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Program and map info as kernels from 5.10 on fill them: what they lack is empty, not zero. */
final class InfoOfOldKernelsTest {

  private static final int PROGRAM_5_10 = 208;
  private static final int PROGRAM_5_12 = 216;
  private static final int PROGRAM_5_16 = 224;
  private static final int MAP_5_10 = 80;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment program = Memory.zeroed(arena, ProgramInfoDecoder.BYTES);

  @Test
  void programOf5_10HasRunCountsButNeitherMissesNorAttachFunction() {
    ProgramInfo info = decode(PROGRAM_5_10);

    assertThat(info.runTimeNanos()).hasValue(1000);
    assertThat(info.runCount()).hasValue(10);
    assertThat(info.recursionMisses()).isEmpty();
    assertThat(info.verifiedInstructions()).isEmpty();
    assertThat(info.attachObject()).isEmpty();
    assertThat(info.attachFunction()).isEmpty();
  }

  @Test
  void laterKernelsAddTheirFieldsOneByOne() {
    assertThat(decode(PROGRAM_5_12).recursionMisses()).hasValue(3);
    assertThat(decode(PROGRAM_5_12).verifiedInstructions()).isEmpty();
    assertThat(decode(PROGRAM_5_16).verifiedInstructions()).hasValue(44);
    assertThat(decode(PROGRAM_5_16).attachFunction()).isEmpty();
    assertThat(decode(ProgramInfoDecoder.BYTES).attachObject()).hasValue(1);
    assertThat(decode(ProgramInfoDecoder.BYTES).attachFunction()).hasValue(777);
  }

  @Test
  void mapOf5_10IsTold() {
    MemorySegment map = Memory.zeroed(arena, MapInfoDecoder.BYTES);
    Memory.setInt(map, 4, 9);
    Memory.setInt(map, 64, 5);
    MapInfo info = MapInfoDecoder.decode(new InfoBlock(map, MAP_5_10));

    assertThat(info.id().value()).isEqualTo(9);
    assertThat(info.btfId()).hasValue(5);
    assertThat(info.btfKeyTypeId()).isEmpty();
  }

  private ProgramInfo decode(int known) {
    Memory.setInt(program, 4, 21);
    Memory.setLong(program, 192, 1000);
    Memory.setLong(program, 200, 10);
    if (known > PROGRAM_5_10) {
      Memory.setLong(program, 208, 3);
    }
    if (known > PROGRAM_5_12) {
      Memory.setInt(program, 216, 44);
    }
    if (known > PROGRAM_5_16) {
      Memory.setInt(program, 220, 1);
      Memory.setInt(program, 224, 777);
    }
    return ProgramInfoDecoder.decode(new InfoBlock(program, known), MemorySegment.NULL);
  }
}
