package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Decodes blocks written as the kernels write them, of today's size and of older ones. */
final class LinkInfoDecoderTest {

  private static final int SIZE_OF_5_10 = 32;
  private static final int SIZE_OF_6_1 = 48;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment info = Memory.zeroed(arena, LinkInfoDecoder.BYTES);

  @Test
  void headIsTheSameForAllTypes() {
    head(6);
    LinkInfo decoded = decode(LinkInfoDecoder.BYTES, "");

    assertThat(decoded.id()).isEqualTo(new LinkId(12));
    assertThat(decoded.typeNumber()).isEqualTo(6);
    assertThat(decoded.program()).contains(new ProgramId(34));
  }

  @Test
  void linkThatHoldsAMapHasNoProgram() {
    head(9);
    Memory.setInt(info, 8, 0);
    Memory.setInt(info, 16, 77);
    LinkInfo decoded = decode(LinkInfoDecoder.BYTES, "");

    assertThat(decoded.program()).isEmpty();
    assertThat(decoded.details()).isEqualTo(new LinkDetails.StructOps(Optional.of(new MapId(77))));
  }

  @Test
  void typesOfNumbersOnlyAreToldInOneAnswer() {
    head(2);
    Memory.setInt(info, 16, 24);
    Memory.setInt(info, 20, 5);
    Memory.setInt(info, 24, 6);
    Memory.setLong(info, 32, 0xc0ffee);
    assertThat(details()).isEqualTo(new LinkDetails.Tracing(24, 5, 6, OptionalLong.of(0xc0ffee)));

    head(3);
    Memory.setLong(info, 16, 1L << 40);
    Memory.setInt(info, 24, 1);
    assertThat(details()).isEqualTo(new LinkDetails.Cgroup(1L << 40, 1));

    head(5);
    Memory.setInt(info, 16, 0xf0000099);
    Memory.setInt(info, 20, 36);
    assertThat(details()).isEqualTo(new LinkDetails.NetworkNamespaceHook(0xf0000099L, 36));

    head(6);
    Memory.setInt(info, 16, 3);
    assertThat(details()).isEqualTo(new LinkDetails.Xdp(3));

    head(8);
    Memory.setInt(info, 24, 9);
    Memory.setInt(info, 28, 1);
    Memory.setLong(info, 32, 4);
    assertThat(details()).isEqualTo(new LinkDetails.KprobeMulti(9, true, OptionalLong.of(4)));

    head(10);
    Memory.setInt(info, 16, 2);
    Memory.setInt(info, 20, 1);
    Memory.setInt(info, 24, -100);
    Memory.setInt(info, 28, 1);
    assertThat(details()).isEqualTo(new LinkDetails.Netfilter(2, 1, -100, 1));

    head(11);
    Memory.setInt(info, 16, 3);
    Memory.setInt(info, 20, 46);
    assertThat(details()).isEqualTo(new LinkDetails.Tcx(3, 46));
  }

  @Test
  void typesWithTextAreAskedAgain() {
    head(1);
    assertThat(LinkInfoDecoder.asksAgain(info)).isTrue();
    LinkInfoDecoder.ask(info, arena.allocate(100), MemorySegment.NULL);
    assertThat(Memory.longAt(info, 16)).as("where to write the name").isNotZero();
    assertThat(Memory.intAt(info, 24)).as("room for it").isEqualTo(100);
    Memory.setLong(info, 32, 7);

    assertThat(decode(LinkInfoDecoder.BYTES, "sys_enter").details())
        .isEqualTo(new LinkDetails.RawTracepoint("sys_enter", OptionalLong.of(7)));
  }

  @Test
  void guessNamesFarLessRoomThanThereIs() {
    MemorySegment text = arena.allocate(1600);
    assertThat(LinkInfoDecoder.guess(1, info, text)).isTrue();
    assertThat(Memory.longAt(info, 16)).isEqualTo(text.address());
    assertThat(Memory.intAt(info, 24)).isEqualTo(100);

    info.fill((byte) 0);
    assertThat(LinkInfoDecoder.guess(6, info, text)).as("an XDP link has no text").isFalse();
    assertThat(LinkInfoDecoder.guess(12, info, text)).as("it wants more than text").isFalse();
    assertThat(LinkInfoDecoder.guess(0, info, text)).as("nothing seen yet").isFalse();
    assertThat(Memory.longAt(info, 16)).isZero();
  }

  @Test
  void iteratorTellsItsTargetAndMap() {
    head(4);
    Memory.setInt(info, 28, 8);

    assertThat(decode(LinkInfoDecoder.BYTES, "bpf_map_elem").details())
        .isEqualTo(new LinkDetails.Iterator("bpf_map_elem", Optional.of(new MapId(8))));
  }

  @Test
  void perfEventsAreToldApart() {
    head(7);
    Memory.setInt(info, 16, 2);
    Memory.setInt(info, 36, 0x1234);
    Memory.setLong(info, 40, 9);
    assertThat(LinkInfoDecoder.asksAgain(info)).isTrue();
    assertThat(decode(LinkInfoDecoder.BYTES, "/bin/true").details())
        .isEqualTo(new LinkDetails.Uprobe(true, "/bin/true", 0x1234, OptionalLong.of(9)));

    head(7);
    Memory.setInt(info, 16, 3);
    Memory.setInt(info, 36, 16);
    Memory.setLong(info, 40, 0xffffffff81000000L);
    Memory.setLong(info, 48, 2);
    assertThat(decode(LinkInfoDecoder.BYTES, "do_exit").details())
        .isEqualTo(
            new LinkDetails.Kprobe(
                false,
                "do_exit",
                16,
                0xffffffff81000000L,
                OptionalLong.of(2),
                OptionalLong.empty()));

    head(7);
    Memory.setInt(info, 16, 5);
    Memory.setLong(info, 40, 5);
    assertThat(decode(LinkInfoDecoder.BYTES, "sys_enter_getpgid").details())
        .isEqualTo(new LinkDetails.Tracepoint("sys_enter_getpgid", OptionalLong.of(5)));

    head(7);
    Memory.setInt(info, 16, 6);
    Memory.setLong(info, 24, 1);
    Memory.setInt(info, 32, 0);
    assertThat(LinkInfoDecoder.asksAgain(info)).isFalse();
    assertThat(details()).isEqualTo(new LinkDetails.PerfEvent(0, 1, OptionalLong.empty()));
  }

  @Test
  void uprobeMultiTellsItsOffsets() {
    head(12);
    Memory.setInt(info, 52, 2);
    Memory.setInt(info, 56, 1);
    Memory.setInt(info, 60, 4321);
    assertThat(LinkInfoDecoder.offsetCount(info)).isEqualTo(2);
    MemorySegment offsets = arena.allocate(16, 8);
    Memory.setLong(offsets, 0, 0x10);
    Memory.setLong(offsets, 8, 0x20);

    assertThat(
            LinkInfoDecoder.decode(
                    new InfoBlock(info, LinkInfoDecoder.BYTES), text("/bin/true"), offsets)
                .details())
        .isEqualTo(new LinkDetails.UprobeMulti("/bin/true", List.of(0x10L, 0x20L), 2, true, 4321));
  }

  @Test
  void moreOffsetsThanTheLimitAreNotAskedFor() {
    head(12);
    Memory.setInt(info, 52, LinkInfoDecoder.OFFSETS_LIMIT);
    assertThat(LinkInfoDecoder.offsetCount(info)).isEqualTo(LinkInfoDecoder.OFFSETS_LIMIT);

    Memory.setInt(info, 52, LinkInfoDecoder.OFFSETS_LIMIT + 1);
    assertThat(LinkInfoDecoder.offsetCount(info)).isZero();

    Memory.setInt(info, 52, -1);
    assertThat(LinkInfoDecoder.offsetCount(info)).isZero();
  }

  @Test
  void fieldsThatAnOldKernelDoesNotKnowAreEmpty() {
    head(1);
    Memory.setLong(info, 32, 0xbad);
    assertThat(decode(SIZE_OF_5_10, "sched_switch").details())
        .isEqualTo(new LinkDetails.RawTracepoint("sched_switch", OptionalLong.empty()));

    head(7);
    assertThat(LinkInfoDecoder.asksAgain(info)).as("nothing to ask a 6.1 kernel for").isFalse();
    assertThat(decode(SIZE_OF_6_1, "").details()).isEqualTo(new LinkDetails.Unknown());

    head(8);
    Memory.setInt(info, 24, 9);
    assertThat(decode(SIZE_OF_5_10, "").details())
        .isEqualTo(new LinkDetails.KprobeMulti(9, false, OptionalLong.empty()));
  }

  @Test
  void typeThatTheTableDoesNotKnowIsKeptByItsNumber() {
    head(99);
    LinkInfo decoded = decode(LinkInfoDecoder.BYTES, "");

    assertThat(decoded.typeNumber()).isEqualTo(99);
    assertThat(decoded.details()).isEqualTo(new LinkDetails.Unknown());
  }

  private void head(int type) {
    info.fill((byte) 0);
    Memory.setInt(info, 0, type);
    Memory.setInt(info, 4, 12);
    Memory.setInt(info, 8, 34);
  }

  private LinkDetails details() {
    assertThat(LinkInfoDecoder.asksAgain(info)).isFalse();
    return decode(LinkInfoDecoder.BYTES, "").details();
  }

  private LinkInfo decode(long known, String text) {
    return LinkInfoDecoder.decode(new InfoBlock(info, known), text(text), MemorySegment.NULL);
  }

  private MemorySegment text(String text) {
    return Memory.string(arena, text);
  }
}
