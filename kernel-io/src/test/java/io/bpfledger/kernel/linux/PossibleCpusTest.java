package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PossibleCpusTest {

  @Test
  void rangesAreAddedUp() {
    assertThat(PossibleCpus.countOf("0")).isEqualTo(1);
    assertThat(PossibleCpus.countOf("0-3")).isEqualTo(4);
    assertThat(PossibleCpus.countOf("0-3,8-11,16")).isEqualTo(9);
  }

  @Test
  void whatIsNoListCountsNothing() {
    assertThat(PossibleCpus.countOf("")).isZero();
    assertThat(PossibleCpus.countOf("3-1")).isZero();
    assertThat(PossibleCpus.countOf("0-1-2")).isZero();
    assertThat(PossibleCpus.countOf("all")).isZero();
  }
}
