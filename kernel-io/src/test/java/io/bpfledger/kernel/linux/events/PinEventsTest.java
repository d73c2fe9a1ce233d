package io.bpfledger.kernel.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The events of one read, in bytes. */
final class PinEventsTest {

  private static final Path DIRECTORY = Path.of("/run/pins");
  private static final int CREATED = 0x100;
  private static final int DELETED = 0x200;
  private static final int OVERFLOW = 0x4000;
  private static final int IGNORED = 0x8000;

  @Test
  void eventsOfSeveralNamesAreToldInOrder() {
    assertThat(told(event(1, CREATED, "a"), event(1, DELETED, "longer-name")))
        .containsExactly(
            new Notification.PinCreated(DIRECTORY.resolve("a")),
            new Notification.PinDeleted(DIRECTORY.resolve("longer-name")));
  }

  @Test
  void overflowIsALoss() {
    assertThat(told(event(-1, OVERFLOW, ""))).containsExactly(new Notification.Lost("pins"));
  }

  @Test
  void endOfAWatchIsALossAndTheLastWord() {
    assertThat(told(event(1, IGNORED, ""), event(1, CREATED, "late")))
        .containsExactly(new Notification.Lost("pins in /run/pins"));
  }

  @Test
  void unknownWatchIsPassedOver() {
    assertThat(told(event(2, CREATED, "a"))).isEmpty();
  }

  @Test
  void nameLongerThanTheReadIsALoss() {
    ByteBuffer cut = event(1, CREATED, "name").limit(20);

    assertThat(told(cut)).containsExactly(new Notification.Lost("pins"));
  }

  @Test
  void nameThatIsNotUtf8IsALossAndNotTheNameOfSomethingElse() {
    ByteBuffer event = event(1, CREATED, "name").put(16, (byte) 0xff);

    assertThat(told(event)).containsExactly(new Notification.Lost("pins in /run/pins"));
  }

  @Property
  void anyBytesAreReadWithoutHarm(@ForAll @Size(max = 300) byte[] bytes) {
    assertThat(told(ByteBuffer.wrap(bytes))).hasSizeLessThanOrEqualTo(bytes.length / 16);
  }

  private static List<Notification> told(ByteBuffer... events) {
    ByteBuffer read = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    for (ByteBuffer event : events) {
      read.put(event);
    }
    read.flip();
    List<Notification> told = new ArrayList<>();
    try (PinEvents source =
        new PinEvents(
            FileDescriptor.owning(SystemCalls.call(SystemCall.EVENTFD2, 0, 0)),
            new HashMap<>(Map.of(1, DIRECTORY)))) {
      source.tell(read, told::add);
    }
    return told;
  }

  private static ByteBuffer event(int watch, int mask, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = name.isEmpty() ? 0 : (bytes.length / 16 + 1) * 16;
    ByteBuffer event = ByteBuffer.allocate(16 + length).order(ByteOrder.nativeOrder());
    return event.putInt(watch).putInt(mask).putInt(0).putInt(length).put(16, bytes).rewind();
  }
}
