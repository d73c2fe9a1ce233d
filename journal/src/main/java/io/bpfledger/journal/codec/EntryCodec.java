package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals events into entries and reads entries back. May be used from many threads.
 *
 * <p>The body of an entry is one CBOR map with, in this order, {@code type}, {@code version},
 * {@code time} (nanoseconds since 1970), {@code boot}, {@code principal}, {@code cause}, {@code
 * previous} and {@code event}.
 */
public final class EntryCodec {

  private static final int BODY_BYTES_USUAL = 512;

  private final EventTypes types;
  private final Upcasters upcasters;
  private final Recurring recurring = new Recurring();
  private final ObjectMapper mapper = Mappers.cbor(recurring);
  private final Origins origins = new Origins(recurring);
  private final Map<String, ObjectReader> readers = new HashMap<>();

  public EntryCodec() {
    this(EventTypes.current(), Upcasters.current());
  }

  EntryCodec(EventTypes types, Upcasters upcasters) {
    this.types = types;
    this.upcasters = upcasters;
    for (EventType type : types.all()) {
      if (!upcasters.complete(type)) {
        throw new IllegalArgumentException("older versions of " + type.word() + " can't be read");
      }
      readers.put(type.word(), mapper.readerFor(type.event()));
    }
  }

  /** Seals an event as the next entry of its stream. */
  public Entry seal(Chain chain, Envelope envelope, Event event) {
    if (!belongs(event, chain.stream())) {
      throw new IllegalArgumentException(event + " does not belong into " + chain.stream());
    }
    EventType type = types.of(event);
    byte[] body = body(type, type.version(), envelope, chain.head(), event);
    Payload payload = Payload.seal(chain.stream(), chain.next(), body);
    return new Entry(type.version(), envelope, event, chain.head(), payload.digest(), payload);
  }

  /** Whether events of this kind happen to entities of that kind. */
  public static boolean belongs(Event event, StreamId stream) {
    return switch (stream.kind()) {
      case HOST -> event instanceof HostEvent;
      case PROGRAM -> event instanceof ProgramEvent;
      case LINK -> event instanceof LinkEvent;
      case DISPATCHER -> event instanceof DispatcherEvent;
    };
  }

  /** What storage writes beside the payload of this entry. */
  public String manifest(Entry entry) {
    return types.of(entry.event()).manifest(entry.version());
  }

  /**
   * The payload that stands in place of an entry whose content is given up: the same envelope and
   * the same place in the chain.
   */
  public Entry erase(Entry entry) {
    HostEvent.Erased erased = new HostEvent.Erased(manifest(entry));
    EventType type = types.of(erased);
    byte[] body = body(type, type.version(), entry.envelope(), entry.previous(), erased);
    Payload payload = Payload.substitute(body, entry.digest());
    return new Entry(
        type.version(), entry.envelope(), erased, entry.previous(), entry.digest(), payload);
  }

  private byte[] body(
      EventType type, int version, Envelope envelope, Digest previous, Event event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BODY_BYTES_USUAL);
    try (JsonGenerator generator = mapper.createGenerator(bytes)) {
      generator.writeStartObject();
      generator.writeStringField("type", type.word());
      generator.writeNumberField("version", version);
      generator.writeNumberField("time", Scalars.epochNanos(envelope.time()));
      generator.writeStringField("boot", envelope.boot().text());
      generator.writeFieldName("principal");
      mapper.writeValue(generator, envelope.principal());
      generator.writeFieldName("cause");
      mapper.writeValue(generator, envelope.cause());
      generator.writeBinaryField("previous", previous.toByteArray());
      generator.writeFieldName("event");
      mapper.writeValue(generator, event);
      generator.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("an event that cannot be written: " + event, impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an entry where it stands.
   *
   * @throws EntryUnreadable if it is damaged, from a newer service, or of another stream
   */
  public PlacedEntry open(StoredEntry stored) {
    Entry entry = open(stored.manifest(), stored.payload());
    if (!belongs(entry.event(), stored.place().stream())) {
      throw new EntryUnreadable(
          stored.manifest() + " does not belong into " + stored.place().stream());
    }
    return new PlacedEntry(stored.place(), entry);
  }

  /**
   * Reads an entry.
   *
   * @throws EntryUnreadable if it is damaged or from a newer service
   */
  public Entry open(String manifest, Payload payload) {
    Entry entry = open(payload);
    if (!manifest(entry).equals(manifest)) {
      throw new EntryUnreadable("storage calls it " + manifest + ", it is " + manifest(entry));
    }
    return entry;
  }

  /**
   * Reads an entry.
   *
   * @throws EntryUnreadable if it is damaged or from a newer service
   */
  public Entry open(Payload payload) {
    try (JsonParser parser = parser(payload)) {
      return new Body(parser).entry(payload);
    } catch (IOException | IllegalArgumentException | ArithmeticException damaged) {
      throw new EntryUnreadable("an entry that can't be read: " + damaged.getMessage(), damaged);
    }
  }

  /** The fields of a body as they are stored, in whatever version. */
  JsonNode fields(Payload payload) {
    try (JsonParser parser = parser(payload)) {
      return mapper.readTree(parser);
    } catch (IOException damaged) {
      throw new EntryUnreadable("an entry that can't be read: " + damaged.getMessage(), damaged);
    }
  }

  private JsonParser parser(Payload payload) throws IOException {
    return payload.body((bytes, size) -> mapper.createParser(bytes, 0, size));
  }

  /** One body while it is read. */
  private final class Body {

    private final JsonParser parser;
    private @Nullable String type;
    private int version;
    private @Nullable Long time;
    private @Nullable BootId boot;
    private @Nullable Principal principal;
    private @Nullable Cause cause;
    private @Nullable Digest previous;
    private @Nullable Event event;

    Body(JsonParser parser) {
      this.parser = parser;
    }

    Entry entry(Payload payload) throws IOException {
      expect(parser.nextToken(), JsonToken.START_OBJECT);
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        read(field);
      }
      expect(parser.currentToken(), JsonToken.END_OBJECT);
      if (parser.nextToken() != null) {
        throw new EntryUnreadable("an entry with something behind its body");
      }
      Envelope envelope =
          new Envelope(
              Scalars.ofEpochNanos(present("time", time)),
              present("boot", boot),
              present("principal", principal),
              present("cause", cause));
      return new Entry(
          version,
          envelope,
          present("event", event),
          present("previous", previous),
          payload.digest(),
          payload);
    }

    private void read(String field) throws IOException {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "type" -> {
          expect(token, JsonToken.VALUE_STRING);
          type = parser.getText();
        }
        case "version" -> version = Math.toIntExact(number(token));
        case "time" -> time = number(token);
        case "boot" -> {
          expect(token, JsonToken.VALUE_STRING);
          boot = recurring.known(new BootId(parser.getText()));
        }
        case "principal" -> principal = origins.principal(parser);
        case "cause" -> cause = origins.cause(parser);
        case "previous" -> {
          expect(token, JsonToken.VALUE_EMBEDDED_OBJECT);
          previous = Digest.ofBytes(parser.getBinaryValue());
        }
        case "event" -> {
          expect(token, JsonToken.START_OBJECT);
          event = event();
        }
        default -> throw new EntryUnreadable("an entry with an unknown field " + field);
      }
    }

    private Event event() throws IOException {
      String word = present("type", type);
      EventType known =
          types
              .named(word)
              .orElseThrow(
                  () ->
                      new EntryUnreadable(
                          "events of type " + word + " are unknown to this version of bpfledger"));
      if (version < 1 || version > known.version()) {
        throw new EntryUnreadable(
            "version %d of %s is unknown to this version of bpfledger, which reads up to %d"
                .formatted(version, word, known.version()));
      }
      ObjectReader reader = readers.get(known.word());
      if (reader == null) {
        throw new IllegalStateException("no reader of " + word);
      }
      if (version == known.version()) {
        return reader.readValue(parser);
      }
      ObjectNode fields = mapper.readTree(parser);
      return reader.readValue(upcasters.upcast(known, version, fields));
    }

    private long number(JsonToken token) throws IOException {
      expect(token, JsonToken.VALUE_NUMBER_INT);
      return parser.getLongValue();
    }

    private void expect(@Nullable JsonToken token, JsonToken expected) {
      if (token != expected) {
        throw new EntryUnreadable("an entry with " + token + " where " + expected + " belongs");
      }
    }

    private <T> T present(String field, @Nullable T value) {
      if (value == null) {
        throw new EntryUnreadable("an entry without " + field);
      }
      return value;
    }
  }
}
