package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ElfBytesTest {

  private static final int SIZE = 64;

  private final ElfBytes bytes = ElfBytes.ofFile(new byte[SIZE]);

  @Property
  void aSliceLiesWithinItsWindowOrIsRejected(
      @ForAll("numbers") long offset, @ForAll("numbers") long length) throws ElfRejected {
    BigInteger end = unsigned(offset).add(unsigned(length));

    if (end.compareTo(BigInteger.valueOf(SIZE)) <= 0) {
      ElfBytes slice = bytes.slice("slice", offset, length);
      assertThat(slice.fileOffset()).isEqualTo(offset);
      assertThat(slice.size()).isEqualTo(length);
    } else {
      assertThatThrownBy(() -> bytes.slice("slice", offset, length))
          .isInstanceOf(ElfRejected.class);
    }
  }

  @Property
  void aReadLiesWithinItsWindowOrIsRejected(
      @ForAll("numbers") long from, @ForAll("numbers") long offset) throws ElfRejected {
    if (Long.compareUnsigned(from, SIZE) > 0) {
      return;
    }
    ElfBytes window = bytes.slice("window", from, SIZE - from);

    if (offset >= 0 && offset <= SIZE - from - Long.BYTES) {
      assertThat(window.signed64(offset)).isZero();
    } else {
      assertThatThrownBy(() -> window.signed64(offset)).isInstanceOf(ElfRejected.class);
    }
  }

  @Test
  void numbersAreLittleEndianAndUnsignedWhereTheySaySo() throws ElfRejected {
    ElfBytes numbers = ElfBytes.ofFile(new byte[] {-1, -2, -3, -4, -5, -6, -7, -8});

    assertThat(numbers.unsigned8(0)).isEqualTo(0xff);
    assertThat(numbers.unsigned16(0)).isEqualTo(0xfeff);
    assertThat(numbers.unsigned32(0)).isEqualTo(0xfcfd_feffL);
    assertThat(numbers.signed32(4)).isEqualTo(0xf8f9_fafb);
    assertThat(numbers.signed64(0)).isEqualTo(0xf8f9_fafb_fcfd_feffL);
  }

  @Test
  void aNameEndsAtItsZeroByteAndWithinItsWindow() throws ElfRejected {
    ElfBytes names = ElfBytes.ofFile(new byte[] {0, 'x', 'd', 'p', 0, 't', 'c'});

    assertThat(names.name(0)).isEmpty();
    assertThat(names.name(1)).isEqualTo("xdp");
    assertThat(names.name(2)).isEqualTo("dp");
    assertThatThrownBy(() -> names.name(5)).hasMessageContaining("does not end");
    assertThatThrownBy(() -> names.name(7)).isInstanceOf(ElfRejected.class);
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.longs().between(-2, SIZE + 2)), Tuple.of(1, Arbitraries.longs()));
  }

  private static BigInteger unsigned(long number) {
    return new BigInteger(Long.toUnsignedString(number));
  }
}
