package io.bpfledger.kernel.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class NetlinkMessageTest {

  private static final NetworkNamespace SOMEWHERE = NetworkNamespace.named("somewhere");

  @Test
  void requestReadsBackAsTheMessageItIs() {
    byte[] bytes = InterfaceMessage.byName("veth7").message(5, 0);

    NetlinkMessage message = single(bytes);
    assertThat(message.sequence()).isEqualTo(5);
    assertThat(message.attributes(InterfaceMessage.FIXED_BYTES).text(3)).contains("veth7");
  }

  @Test
  void nestedAttributesReadBack() {
    byte[] bytes =
        NetlinkRequest.of(44, 0)
            .nested(2, options -> options.number(6, 77).text(7, "odd").number(8, 1))
            .text(1, "bpf")
            .message(1, 0);

    NetlinkAttributes attributes = single(bytes).attributes(0);
    assertThat(attributes.text(1)).contains("bpf");
    assertThat(attributes.nested(2).number(6)).hasValue(77);
    assertThat(attributes.nested(2).text(7)).contains("odd");
    assertThat(attributes.nested(2).number(8)).hasValue(1);
  }

  @Test
  void severalMessagesOfOneDatagramAreSplit() {
    byte[] first = InterfaceMessage.byName("a").message(1, 0);
    byte[] second = InterfaceMessage.byName("bcd").message(2, 0);
    ByteBuffer datagram = ByteBuffer.allocate(first.length + second.length);
    datagram.put(first).put(second).flip();

    assertThat(NetlinkMessage.split(datagram).orElseThrow())
        .extracting(NetlinkMessage::sequence)
        .containsExactly(1, 2);
  }

  @Test
  void truncatedMessageIsMalformed() {
    byte[] bytes = InterfaceMessage.byName("veth7").message(5, 0);

    assertThat(NetlinkMessage.split(ByteBuffer.wrap(bytes, 0, bytes.length - 4))).isEmpty();
    assertThat(NetlinkMessage.split(ByteBuffer.wrap(bytes, 0, 7))).isEmpty();
  }

  @Test
  void errorCarriesTheKernelsWordsBehindACappedEcho() {
    assertThat(refusal(NetlinkMessage.CAPPED, 16, 16).explanation()).isEqualTo("no such thing");
  }

  @Test
  void errorCarriesTheKernelsWordsBehindAFullEcho() {
    assertThat(refusal(0, 36, 36).explanation()).isEqualTo("no such thing");
  }

  @Test
  void errorWithAnEchoLongerThanItselfHasNoWords() {
    assertThat(refusal(0, 36, 0x7fff_fff0).explanation()).isEmpty();
    assertThat(refusal(0, 36, -4).explanation()).isEmpty();
  }

  /** Whatever comes, reading ends, and never outside of the message. */
  @Property
  void anyBytesAreReadWithoutHarm(@ForAll @Size(max = 300) byte[] bytes) {
    NetlinkMessage message = new NetlinkMessage(3, 0x200, 1, ByteBuffer.wrap(bytes));

    assertThat(message.explanation()).hasSizeLessThanOrEqualTo(bytes.length);
    assertThat(InterfaceMessage.interfaceOf(message, SOMEWHERE))
        .satisfies(found -> assertThat(found.isEmpty() || bytes.length > 16).isTrue());
    Optional<TcFilter> filter = TrafficControlMessage.filterOf(message, Direction.INGRESS);
    assertThat(filter.isEmpty() || bytes.length >= 12).isTrue();
    assertThat(NetlinkMessage.split(ByteBuffer.wrap(bytes)).map(List::size).orElse(0))
        .isLessThanOrEqualTo(bytes.length / 16);
  }

  private static NetlinkMessage single(byte[] bytes) {
    List<NetlinkMessage> messages = NetlinkMessage.split(ByteBuffer.wrap(bytes)).orElseThrow();
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  /** An error message that echoes so many bytes of a request and says that they are so many. */
  private static NetlinkMessage refusal(int flags, int echoedBytes, int claimedBytes) {
    byte[] words = NetlinkRequest.of(0, 0).text(1, "no such thing").message(0, 0);
    ByteBuffer body =
        ByteBuffer.allocate(4 + echoedBytes + words.length - 16).order(ByteOrder.nativeOrder());
    body.putInt(0, -2).putInt(4, claimedBytes);
    body.put(4 + echoedBytes, words, 16, words.length - 16);
    return new NetlinkMessage(NetlinkMessage.ERROR, flags | NetlinkMessage.HAS_ATTRIBUTES, 1, body);
  }
}
