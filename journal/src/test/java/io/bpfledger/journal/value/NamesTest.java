package io.bpfledger.journal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class NamesTest {

  private static final Ulid ULID = Ulid.parse("01JD3W0000000000000000000A");

  @Test
  void streamsAreReadBackFromTheirText() {
    for (StreamId stream :
        List.of(
            StreamId.of(new Instance(ULID)),
            StreamId.of(new ProgramKey(ULID)),
            StreamId.of(new LinkKey(ULID)),
            StreamId.of(new HookKey(HookPoint.TC_EGRESS, new Device("/run/netns/a:b", "e|0"))))) {
      assertThat(StreamId.parse(stream.toString())).isEqualTo(stream);
    }
    assertThat(StreamId.of(new HookKey(HookPoint.XDP, Device.named("eth0"))))
        .hasToString("dispatcher|xdp:eth0:/proc/self/ns/net");
  }

  @Test
  void whatNamesNoStreamIsRefused() {
    for (String text :
        List.of(
            "",
            "program",
            "program|",
            "program|x",
            "map|" + ULID,
            "dispatcher|xdp",
            "dispatcher|xdp:eth0:",
            "dispatcher|ipx:eth0:/ns",
            "program|" + ULID.toString().toLowerCase(java.util.Locale.ROOT))) {
      assertThatThrownBy(() -> StreamId.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void labelsMatchWhatIsWantedOfThem() {
    Labels labels = Labels.of(Map.of(Labels.APPLICATION, "demo", "owner", "me"));

    assertThat(labels.match(Labels.NONE)).isTrue();
    assertThat(labels.match(Labels.of(Map.of("owner", "me")))).isTrue();
    assertThat(labels.match(Labels.of(Map.of("owner", "you")))).isFalse();
    assertThat(labels.match(Labels.of(Map.of("other", "me")))).isFalse();
    assertThat(labels.application()).contains("demo");
  }

  @Test
  void limitsHold() {
    assertThatThrownBy(() -> Labels.of(Map.of("k".repeat(318), "v")))
        .hasMessage("label key has 318 characters, not 1 to 317");
    assertThatThrownBy(() -> new Device("/ns", "sixteencharacter"))
        .hasMessage("interface name has 16 characters, not 1 to 15");
    assertThatThrownBy(() -> new LinkNumber(1L << 32))
        .hasMessage("a link number is 1 to 4294967295, not 4294967296");
  }

  @Test
  void proceedOnHasEachVerdictOnceInOrder() {
    ProceedOn.OfXdp xdp =
        ProceedOn.OfXdp.of(XdpVerdict.DISPATCHER_RETURN, XdpVerdict.PASS, XdpVerdict.PASS);

    assertThat(xdp).isEqualTo(ProceedOn.OfXdp.DEFAULT);
    assertThat(xdp.forChain().mask()).isEqualTo(0x80000004);
    assertThat(ProceedOn.OfTc.of(TcVerdict.UNSPEC, TcVerdict.PIPE).forChain().mask())
        .isEqualTo(0b10001);
  }

  @Test
  void refusalOfTheKernelIsKeptInItsOwnWords() {
    KernelError error =
        KernelError.of(Operation.CREATE_LINK, "xdp on eth0", Errno.EBUSY, "another link holds it")
            .withMissingFeature(Feature.XDP_LINK)
            .withRejection(
                new VerifierRejection(
                    "pass", "log", "R1 invalid", Optional.empty(), Optional.empty()));

    assertThat(Failure.of(error, Optional.empty()).message())
        .startsWith(
            "attach program: xdp on eth0: EBUSY (16): another link holds it: R1 invalid: this"
                + " kernel has no XDP links");
  }

  @Property
  void digestsAreReadBackFromTheirTextAndSortAsThatDoes(@ForAll byte[] one, @ForAll byte[] other) {
    Digest first = Digest.over(one);
    Digest second = Digest.over(other);

    assertThat(Digest.parse(first.hex())).isEqualTo(first);
    assertThat(Digest.ofBytes(first.toByteArray())).isEqualTo(first);
    assertThat(Integer.signum(first.compareTo(second)))
        .isEqualTo(Integer.signum(first.hex().compareTo(second.hex())));
  }

  @Test
  void whatIsNoDigestIsRefused() {
    for (String text : List.of("", "00", "A".repeat(64), "g".repeat(64), "0".repeat(66))) {
      assertThatThrownBy(() -> Digest.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Digest.over(new byte[0]).hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
