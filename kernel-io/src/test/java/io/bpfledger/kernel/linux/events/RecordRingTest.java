package io.bpfledger.kernel.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.ProgramId;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RecordRingTest {

  private static final int RING_BYTES = 256;
  private static final int LOST = 2;
  private static final int THROTTLE = 5;
  private static final int BPF_EVENT = 18;
  private static final Notification LOST_PROGRAMS = new Notification.Lost("program loads");

  private final byte[] memory = new byte[RING_BYTES];

  @Test
  void loadAndUnloadAreTold() {
    ByteBuffer records =
        ByteBuffer.allocate(48).order(ByteOrder.nativeOrder()).put(event(1, 7)).put(event(2, 7));
    write(0, records.array());

    assertThat(told(0, 48))
        .containsExactly(
            new Notification.ProgramLoaded(new ProgramId(7), "0102030405060708"),
            new Notification.ProgramUnloaded(new ProgramId(7), "0102030405060708"));
  }

  /** A record begins at each of the places from which it runs over the end of the ring. */
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void recordThatRunsOverTheEndIsPutTogether(@ForAll @IntRange(min = 0, max = 31) int eighth) {
    long start = RING_BYTES * 1000L + eighth * 8L;
    write(start, event(1, 99));

    assertThat(told(start, start + 24))
        .containsExactly(new Notification.ProgramLoaded(new ProgramId(99), "0102030405060708"));
  }

  @Test
  void lossIsTold() {
    write(0, header(LOST, 24));

    assertThat(told(0, 24)).containsExactly(LOST_PROGRAMS);
  }

  @Test
  void otherRecordsAreSkipped() {
    write(0, header(THROTTLE, 32));
    write(32, event(1, 3));

    assertThat(told(0, 56))
        .containsExactly(new Notification.ProgramLoaded(new ProgramId(3), "0102030405060708"));
  }

  @Test
  void recordOfNoSizeEndsTheReading() {
    assertThat(told(0, 24)).containsExactly(LOST_PROGRAMS);
  }

  @Test
  void positionsThatCannotBeAreALoss() {
    assertThat(told(0, RING_BYTES + 1)).containsExactly(LOST_PROGRAMS);
    assertThat(told(8, 0)).containsExactly(LOST_PROGRAMS);
  }

  @Property
  void anyBytesAreReadWithoutHarm(
      @ForAll @Size(RING_BYTES) byte[] bytes,
      @ForAll @LongRange(min = 0) long tail,
      @ForAll @IntRange(min = 0, max = RING_BYTES) int available) {
    System.arraycopy(bytes, 0, memory, 0, RING_BYTES);

    assertThat(told(tail, tail + available)).hasSizeLessThanOrEqualTo(RING_BYTES / 8 + 1);
  }

  private List<Notification> told(long tail, long head) {
    List<Notification> told = new ArrayList<>();
    new RecordRing(MemorySegment.ofArray(memory)).tell(tail, head, told::add);
    return told;
  }

  private void write(long position, byte[] record) {
    for (int index = 0; index < record.length; index++) {
      memory[(int) ((position + index) % RING_BYTES)] = record[index];
    }
  }

  private static byte[] event(int kind, int program) {
    byte[] record = header(BPF_EVENT, 24);
    ByteBuffer.wrap(record)
        .order(ByteOrder.nativeOrder())
        .putShort(8, (short) kind)
        .putInt(12, program)
        .put(16, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return record;
  }

  private static byte[] header(int type, int size) {
    byte[] record = new byte[size];
    ByteBuffer.wrap(record)
        .order(ByteOrder.nativeOrder())
        .putInt(0, type)
        .putShort(6, (short) size);
    return record;
  }
}
