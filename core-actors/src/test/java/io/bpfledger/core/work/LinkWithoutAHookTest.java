package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a link was on goes away under it, or somebody takes it from its hook. */
final class LinkWithoutAHookTest {

  private static final LinkKey OTHER = LinkKey.parse("01JD3W0000000000000000000E");

  private final SimulatedLinkPlace place = new SimulatedLinkPlace();

  @AfterEach
  void noHandleIsLeftOpen() {
    assertThat(place.kernel().openHandles()).isZero();
  }

  private LinkBench bench(String name) {
    return new LinkBench(place, LinkCase.named(name));
  }

  @Test
  void linkOfACgroupThatIsGoneIsStrangeAndCanBeDetached() {
    LinkBench bench = bench("cgroup_skb");
    Standing standing = bench.attached();

    place.host().outside().removeCgroup(place.cgroup());

    assertThat(bench.survey()).isInstanceOf(LinkObservation.Strange.class);
    assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
    assertThat(bench.isInKernel(standing)).isFalse();
  }

  @Test
  void linkWithoutAHookMakesRoomWhenItIsAttachedAgain() {
    LinkBench bench = bench("cgroup_skb");
    Standing standing = bench.attached();
    place.host().outside().removeCgroup(place.cgroup());
    place.host().outside().addCgroup(place.cgroup());

    Standing again = ((LinkAttached) bench.attach()).standing();

    assertThat(again).isNotEqualTo(standing);
    assertThat(bench.isInKernel(standing)).isFalse();
    assertThat(bench.survey()).isEqualTo(new LinkObservation.Attached(again));
    assertThat(bench.ours()).hasSize(1);
  }

  @Test
  void linkOfANamespaceThatIsAnotherNowIsStrange() {
    LinkBench bench = bench("sk_lookup");
    bench.attached();

    place.host().outside().removeNamespace(place.namespace());
    place.host().outside().addNamespace("links");

    assertThat(bench.survey()).isInstanceOf(LinkObservation.Strange.class);
    assertThat(bench.attach()).isInstanceOf(LinkAttached.class);
    assertThat(bench.survey()).isInstanceOf(LinkObservation.Attached.class);
  }

  @Test
  void linkThatSomebodyDetachedByForceIsStrangeAndIsAttachedAgain() {
    for (String kind : new String[] {"cgroup_sock_addr", "sk_lookup"}) {
      SimulatedLinkPlace machine = new SimulatedLinkPlace();
      LinkBench bench = new LinkBench(machine, LinkCase.named(kind));
      machine.host().outside().detach(LinkBench.id(bench.attached()));

      assertThat(bench.survey()).isInstanceOf(LinkObservation.Strange.class);
      assertThat(bench.attach()).isInstanceOf(LinkAttached.class);
      assertThat(bench.survey()).isInstanceOf(LinkObservation.Attached.class);
    }
  }

  @Test
  void linkThatARepairMadeAnewIsDetachedThoughTheLedgerKnowsTheOldOne() {
    LinkBench bench = bench("tracepoint");
    Standing old = bench.attached();
    place.host().outside().unlink(bench.pin());
    Standing repaired = bench.attached();
    assertThat(LinkBench.id(repaired)).isNotEqualTo(LinkBench.id(old));

    assertThat(bench.detach(old)).isEqualTo(new LinkDetached());

    assertThat(bench.isPinned()).isFalse();
    assertThat(bench.ours()).isEmpty();
  }

  @Test
  void linkOfBeforeARebootIsGoneAndNothingOfThisBootIsTouchedForIt() {
    LinkBench bench = bench("tracepoint");
    Standing standing = bench.attached();
    Hold.ByLink hold = (Hold.ByLink) standing.hold();
    place.host().outside().unlink(bench.pin());
    Standing now = bench("raw tracepoint", "later");
    Standing before =
        new Standing(
            new Hold.ByLink(new BootId("before"), LinkBench.id(now).value(), hold.pin()),
            standing.program(),
            standing.device());

    assertThat(bench.detach(before)).isEqualTo(new LinkDetached());

    assertThat(bench.isInKernel(now)).isTrue();
  }

  /** A link of another program under another key, which has nothing to do with ours. */
  private Standing bench(String name, String directory) {
    LinkBench other = new LinkBench(place, LinkCase.named(name), directory, OTHER);
    return other.attached();
  }
}
