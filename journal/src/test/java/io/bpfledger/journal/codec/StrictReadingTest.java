package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is not exactly an entry is refused, and the refusal says why. */
final class StrictReadingTest {

  private static final ObjectMapper CBOR = new CBORMapper();
  private static final EntryCodec CODEC = new EntryCodec();
  private static final Event EVENT = new LinkEvent.DetachRequested(Samples.OPERATION);
  private static final StreamId STREAM = StreamId.of(Samples.LINK);

  private static Entry entry(Event event) {
    return CODEC.seal(Chain.start(Samples.stream(event)), Samples.envelope(event), event);
  }

  /** A well-sealed entry whose body was changed first. */
  private static Payload altered(Event event, Consumer<ObjectNode> change) {
    ObjectNode body = (ObjectNode) CODEC.fields(entry(event).payload());
    change.accept(body);
    try {
      return Payload.seal(STREAM, 1, CBOR.writeValueAsBytes(body));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode event(ObjectNode body) {
    return (ObjectNode) body.get("event");
  }

  @Test
  void bodyWrittenFieldByFieldIsTheSameAsTheCodecs() {
    assertThat(CODEC.open(altered(EVENT, _ -> {})).event()).isEqualTo(EVENT);
  }

  @Test
  void versionFromTheFutureIsRefused() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.put("version", 2))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessage(
            "version 2 of link.detach-requested is unknown to this version of bpfledger,"
                + " which reads up to 1");
  }

  @Test
  void versionBelowTheFirstIsRefused() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.put("version", 0))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("version 0 of link.detach-requested is unknown");
  }

  @Test
  void unknownTypeIsRefused() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.put("type", "link.sold"))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessage("events of type link.sold are unknown to this version of bpfledger");
  }

  @Test
  void unknownFieldsAreRefusedInsideAndOutsideTheEvent() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.put("more", 1))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("more");
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> event(body).put("more", 1))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("more");
  }

  @Test
  void missingFieldsAreRefusedInsideAndOutsideTheEvent() {
    for (String field :
        List.of("type", "version", "time", "boot", "principal", "cause", "previous", "event")) {
      assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.remove(field))))
          .as(field)
          .isInstanceOf(EntryUnreadable.class);
    }
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> event(body).remove("operation"))))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("operation");
  }

  @Test
  void nullsAreRefusedWhereAValueBelongs() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> event(body).putNull("operation"))))
        .isInstanceOf(EntryUnreadable.class);
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.putNull("principal"))))
        .isInstanceOf(EntryUnreadable.class);
  }

  @Test
  void numbersAreNotTakenForWordsNorWordsForNumbers() {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> body.put("version", "1"))))
        .isInstanceOf(EntryUnreadable.class);
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, body -> event(body).put("operation", 1))))
        .isInstanceOf(EntryUnreadable.class);
  }

  @Test
  void principalAndCauseMustHaveTheirOwnFieldsAndNoOthers() {
    for (String origin : List.of("principal", "cause")) {
      List<String> fields = new ArrayList<>();
      altered(EVENT, body -> body.get(origin).fieldNames().forEachRemaining(fields::add));

      assertThat(fields).contains("kind").hasSizeGreaterThan(1);
      for (String field : fields) {
        refused(body -> ((ObjectNode) body.get(origin)).remove(field));
        refused(body -> ((ObjectNode) body.get(origin)).putNull(field));
        refused(body -> ((ObjectNode) body.get(origin)).put(field, 1.5));
        refused(body -> ((ObjectNode) body.get(origin)).putArray(field));
      }
      refused(body -> ((ObjectNode) body.get(origin)).put("kind", 1));
      refused(body -> ((ObjectNode) body.get(origin)).put("more", 1));
      refused(body -> body.put(origin, "reconciler"));
      refused(body -> body.putObject(origin).put("kind", "reconciler").put("uid", 0));
    }
    refused(body -> ((ObjectNode) body.get("principal")).put("pid", 1L << 32));
    refused(body -> ((ObjectNode) body.get("principal")).put("uid", -1));
    refused(body -> ((ObjectNode) body.get("principal")).put("command", 1));
  }

  private static void refused(Consumer<ObjectNode> change) {
    assertThatThrownBy(() -> CODEC.open(altered(EVENT, change)))
        .isInstanceOf(EntryUnreadable.class);
  }

  @Test
  void somethingBehindTheBodyIsRefused() {
    byte[] body = new byte[entry(EVENT).payload().bodySize() + 1];
    System.arraycopy(entry(EVENT).payload().toByteArray(), 0, body, 0, body.length - 1);

    assertThatThrownBy(() -> CODEC.open(Payload.seal(STREAM, 1, body)))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("behind");
  }

  @Test
  void anotherManifestThanThePayloadsIsRefused() {
    StoredEntry stored =
        new StoredEntry(new Place(1, STREAM, 1), "link.detached#1", entry(EVENT).payload());

    assertThatThrownBy(() -> CODEC.open(stored))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("storage calls it link.detached#1");
  }

  @Test
  void eventInAStreamOfAnotherKindIsRefused() {
    Place place = new Place(1, StreamId.of(Samples.PROGRAM), 1);
    StoredEntry stored = new StoredEntry(place, "link.detach-requested#1", entry(EVENT).payload());

    assertThatThrownBy(() -> CODEC.open(stored))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("does not belong");
    assertThatThrownBy(
            () -> CODEC.seal(Chain.start(StreamId.of(Samples.PROGRAM)), Samples.ENVELOPE, EVENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void flippedBitIsSeenWhereverItIs(
      @ForAll @IntRange(max = Integer.MAX_VALUE) int where, @ForAll @IntRange(max = 7) int bit) {
    Map<String, Event> samples = Samples.all();
    Event event = List.copyOf(samples.values()).get(where % samples.size());
    StreamId stream = Samples.stream(event);
    byte[] bytes = entry(event).payload().toByteArray();
    bytes[where % bytes.length] ^= (byte) (1 << bit);

    boolean seen;
    try {
      Payload payload = Payload.ofStored(bytes);
      seen = !payload.digest().equals(payload.digestOf(stream, 1));
      CODEC.open(payload);
    } catch (EntryUnreadable refused) {
      seen = true;
    }

    assertThat(seen).isTrue();
  }

  @Property
  void entryMovedToAnotherPlaceIsSeen(@ForAll @IntRange(min = 2, max = 1000) int sequence) {
    Payload payload = entry(EVENT).payload();

    assertThat(payload.digestOf(STREAM, 1)).isEqualTo(payload.digest());
    assertThat(payload.digestOf(STREAM, sequence)).isNotEqualTo(payload.digest());
    assertThat(payload.digestOf(StreamId.of(Samples.OTHER_LINK), 1)).isNotEqualTo(payload.digest());
  }
}
