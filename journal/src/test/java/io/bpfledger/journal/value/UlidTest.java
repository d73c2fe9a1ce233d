package io.bpfledger.journal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class UlidTest {

  private static final long MILLIS_MAX = (1L << 48) - 1;

  @Property
  void textIsReadBackAndSortsAsTheIdentifiersDo(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @LongRange(max = MILLIS_MAX) long otherMillis,
      @ForAll long chance,
      @ForAll long otherChance) {
    Ulid one = Ulid.of(millis, (int) chance, chance);
    Ulid other = Ulid.of(otherMillis, (int) otherChance, otherChance);

    assertThat(Ulid.parse(one.toString())).isEqualTo(one);
    assertThat(one.toString()).hasSize(26);
    assertThat(one.time()).isEqualTo(Instant.ofEpochMilli(millis));
    assertThat(Integer.signum(one.toString().compareTo(other.toString())))
        .isEqualTo(Integer.signum(one.compareTo(other)));
  }

  @Test
  void knownIdentifierIsWrittenAsOthersWriteIt() {
    // The example of the ULID specification: its time part is 01ARZ3NDEK.
    assertThat(Ulid.of(1_469_922_850_259L, 0, 0)).hasToString("01ARZ3NDEK0000000000000000");
    assertThat(new Ulid(-1, -1)).hasToString("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  }

  @Test
  void whatIsNotCanonicalIsRefused() {
    for (String text :
        List.of(
            "",
            "01ARZ3NDEK000000000000000",
            "01ARZ3NDEK00000000000000000",
            "81ARZ3NDEK0000000000000000",
            "01arz3ndek0000000000000000",
            "01ARZ3NDEKI000000000000000",
            "01ARZ3NDEKÄ000000000000000")) {
      assertThatThrownBy(() -> Ulid.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void identifiersGrowWhateverTheClockDoes(
      @ForAll @Size(min = 2, max = 50) List<@LongRange(max = 5) Long> clock, @ForAll long seed) {
    LongStream millis = clock.stream().mapToLong(Long::longValue);
    var readings = millis.iterator();
    InstantSource jumping = () -> Instant.ofEpochMilli(readings.nextLong());
    UlidSource ulids = new MonotonicUlids(jumping, new SplittableRandom(seed));

    List<Ulid> given = Stream.generate(ulids::next).limit(clock.size()).toList();

    for (int at = 1; at < given.size(); at++) {
      assertThat(given.get(at)).isGreaterThan(given.get(at - 1));
    }
    assertThat(given.getFirst().time()).isEqualTo(Instant.ofEpochMilli(clock.getFirst()));
  }

  @Test
  void countingUpCarriesIntoTheHighHalf() {
    assertThat(new Ulid(5L << 16, -1).successor()).isEqualTo(new Ulid((5L << 16) + 1, 0));
    assertThatThrownBy(() -> new Ulid((5L << 16) | 0xffff, -1).successor())
        .isInstanceOf(ArithmeticException.class);
  }
}
