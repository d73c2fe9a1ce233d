package io.bpfledger.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ProceedOnTest {

  record Choice(ChainKind kind, ProceedOn proceedOn) {}

  @Provide
  Arbitrary<Choice> choices() {
    return Arbitraries.of(ChainKind.class)
        .flatMap(
            kind ->
                Arbitraries.subsetOf(kind.verdicts())
                    .map(verdicts -> new Choice(kind, new ProceedOn(verdicts))));
  }

  @Property
  void namesNumbersAndMaskSayTheSame(@ForAll("choices") Choice choice) {
    ChainKind kind = choice.kind();
    ProceedOn proceedOn = choice.proceedOn();

    assertThat(ProceedOn.parse(kind, proceedOn.toString())).isEqualTo(proceedOn);
    assertThat(ProceedOn.ofNumbers(kind, proceedOn.numbers())).isEqualTo(proceedOn);
    assertThat(ProceedOn.ofMask(kind, proceedOn.mask())).isEqualTo(proceedOn);
  }

  @Property
  void everyMaskIsTakenWholeOrRefused(@ForAll ChainKind kind, @ForAll int mask) {
    int known =
        kind.verdicts().stream().mapToInt(Verdict::bit).reduce(0, (one, other) -> one | other);

    if ((mask & ~known) == 0) {
      assertThat(ProceedOn.ofMask(kind, mask).mask()).isEqualTo(mask);
    } else {
      assertThatThrownBy(() -> ProceedOn.ofMask(kind, mask))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mask 0x" + Integer.toHexString(mask));
    }
  }

  @Example
  void verdictsOfOneKindHaveNamesNumbersAndBitsOfTheirOwn() {
    for (ChainKind kind : ChainKind.values()) {
      Set<Object> seen = new HashSet<>();
      for (Verdict verdict : kind.verdicts()) {
        assertThat(seen.add(verdict.word())).isTrue();
        assertThat(seen.add(verdict.number())).isTrue();
        assertThat(seen.add("bit " + verdict.bit())).isTrue();
        assertThat(kind.verdictNamed(verdict.word())).contains(verdict);
        assertThat(kind.verdictNumbered(verdict.number())).contains(verdict);
      }
    }
  }

  @Example
  void masksAreThoseOfBpfman() {
    assertThat(ChainKind.XDP.defaultProceedOn().mask()).isEqualTo(0x80000004);
    assertThat(ChainKind.XDP_FRAGS.defaultProceedOn().mask()).isEqualTo(0x80000004);
    assertThat(ChainKind.TC.defaultProceedOn().mask()).isEqualTo(0x80000010);
    assertThat(ProceedOn.of(TcVerdict.UNSPEC, TcVerdict.OK).mask()).isEqualTo(0b11);
  }

  @Example
  void namesComeInTheOrderOfTheirNumbers() {
    assertThat(ProceedOn.of(XdpVerdict.DISPATCHER_RETURN, XdpVerdict.PASS))
        .hasToString("pass,dispatcher_return");
    assertThat(ProceedOn.of(TcVerdict.TRAP, TcVerdict.UNSPEC).numbers()).isEqualTo(List.of(-1, 8));
    assertThat(ProceedOn.of()).hasToString("none");
  }

  @Example
  void blanksAroundNamesDoNotMatter() {
    assertThat(ProceedOn.parse(ChainKind.TC, " pipe , dispatcher_return "))
        .isEqualTo(ChainKind.TC.defaultProceedOn());
  }

  @Example
  void unknownNameIsRefusedWithTheOnesThereAre() {
    assertThatThrownBy(() -> ProceedOn.parse(ChainKind.XDP, "pass,pipe"))
        .hasMessage(
            "'pipe' is no verdict: xdp has aborted, drop, pass, tx, redirect, dispatcher_return");
    assertThatThrownBy(() -> ProceedOn.parse(ChainKind.XDP, "")).hasMessageStartingWith("''");
    assertThatThrownBy(() -> ProceedOn.parse(ChainKind.XDP, "pass,")).hasMessageStartingWith("''");
    assertThatThrownBy(() -> ProceedOn.ofNumbers(ChainKind.TC, List.of(3, 31)))
        .hasMessageStartingWith("31 is no verdict: tc has unspec, ok,");
  }
}
