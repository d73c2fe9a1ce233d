package io.bpfledger.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.ProgramId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChainTest {

  private static ChainMember member(ChainKind kind, int program) {
    return new ChainMember(new ProgramId(program), kind.defaultProceedOn());
  }

  @ParameterizedTest
  @EnumSource
  void noMemberAndAsManyAsThereAreSlotsMakeAChain(ChainKind kind) {
    assertThat(Chain.refusal(kind, List.of(), Set.of())).isEmpty();
    assertThat(Chain.refusal(kind, Collections.nCopies(ChainKind.SLOTS, member(kind, 7)), Set.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void oneMoreThanThereAreSlotsIsRefused(ChainKind kind) {
    List<ChainMember> members = Collections.nCopies(ChainKind.SLOTS + 1, member(kind, 7));

    assertThat(Chain.refusal(kind, members, Set.of()).map(ChainRefusal::message))
        .contains("31 programs on one hook: the " + kind.word() + " chain takes 30");
    assertThatThrownBy(() -> new Chain(kind, members))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes 30");
  }

  @Test
  void verdictsOfAnotherHookAreRefused() {
    ChainMember member = new ChainMember(new ProgramId(9), ProceedOn.of(TcVerdict.PIPE));

    assertThat(Chain.refusal(ChainKind.XDP, List.of(member), Set.of()))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal.message())
                    .startsWith("program 9 cannot proceed on pipe: xdp has aborted, drop,"));
    assertThat(Chain.refusal(ChainKind.TC, List.of(member), Set.of())).isEmpty();
  }

  @Test
  void aChainIsNoMemberOfAChain() {
    List<ChainMember> members =
        List.of(member(ChainKind.TC, 4), member(ChainKind.TC, 5), member(ChainKind.TC, 6));

    assertThat(Chain.refusal(ChainKind.TC, members, Set.of(new ProgramId(5))))
        .isEqualTo(Optional.of(new ChainRefusal.ChainAsMember(new ProgramId(5))));
  }

  @Test
  void laterChangesOfTheListDoNotReachTheChain() {
    List<ChainMember> members = new ArrayList<>(List.of(member(ChainKind.XDP, 1)));
    Chain chain = new Chain(ChainKind.XDP, members);

    members.add(member(ChainKind.XDP, 2));

    assertThat(chain.members()).containsExactly(member(ChainKind.XDP, 1));
  }
}
