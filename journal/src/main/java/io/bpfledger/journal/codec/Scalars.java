package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;

/** Values that are written as one text, number or byte string. */
final class Scalars {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Scalars() {}

  static SimpleModule module(Recurring recurring) {
    SimpleModule module = new SimpleModule("scalars");
    module.addDeserializer(String.class, new Text(recurring));
    text(module, Ulid.class, Ulid::toString, Ulid::parse);
    module.addKeyDeserializer(
        Ulid.class,
        new KeyDeserializer() {
          @Override
          public Ulid deserializeKey(String key, DeserializationContext context) {
            return Ulid.parse(key);
          }
        });
    text(module, ProgramKey.class, ProgramKey::toString, ProgramKey::parse);
    text(module, LinkKey.class, LinkKey::toString, LinkKey::parse);
    text(module, Instance.class, Instance::toString, Instance::parse);
    text(module, BootId.class, BootId::text, text -> recurring.known(new BootId(text)));
    text(module, HookKey.class, HookKey::toString, HookKey::parse);
    text(module, StreamId.class, StreamId::toString, StreamId::parse);
    bytes(module, Digest.class, Digest::toByteArray, Digest::ofBytes);
    bytes(module, Bytes.class, Bytes::toByteArray, Bytes::copyOf);
    number(module, LinkNumber.class, LinkNumber::value, LinkNumber::new);
    number(module, Instant.class, Scalars::epochNanos, Scalars::ofEpochNanos);
    return module;
  }

  private static final class Text extends StringDeserializer {

    private static final long serialVersionUID = 1;

    private final transient Recurring recurring;

    Text(Recurring recurring) {
      this.recurring = recurring;
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parser.hasToken(JsonToken.VALUE_STRING)
          ? recurring.same(parser.getText())
          : super.deserialize(parser, context);
    }
  }

  static long epochNanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }

  static Instant ofEpochNanos(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    add(
        module,
        type,
        (value, generator) -> generator.writeString(write.apply(value)),
        (parser, context) -> {
          if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw context.wrongTokenException(parser, type, JsonToken.VALUE_STRING, "");
          }
          return read.apply(parser.getText());
        });
  }

  private static <T> void bytes(
      SimpleModule module, Class<T> type, Function<T, byte[]> write, Function<byte[], T> read) {
    add(
        module,
        type,
        (value, generator) -> generator.writeBinary(write.apply(value)),
        (parser, context) -> {
          if (!parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)) {
            throw context.wrongTokenException(parser, type, JsonToken.VALUE_EMBEDDED_OBJECT, "");
          }
          return read.apply(parser.getBinaryValue());
        });
  }

  private static <T> void number(
      SimpleModule module, Class<T> type, Function<T, Long> write, Function<Long, T> read) {
    add(
        module,
        type,
        (value, generator) -> generator.writeNumber(write.apply(value)),
        (parser, context) -> {
          if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            throw context.wrongTokenException(parser, type, JsonToken.VALUE_NUMBER_INT, "");
          }
          return read.apply(parser.getLongValue());
        });
  }

  private interface Write<T> {
    void write(T value, JsonGenerator generator) throws IOException;
  }

  private interface Read<T> {
    T read(JsonParser parser, DeserializationContext context) throws IOException;
  }

  private static <T> void add(SimpleModule module, Class<T> type, Write<T> write, Read<T> read) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            write.write(value, generator);
          }
        });
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            try {
              return read.read(parser, context);
            } catch (IllegalArgumentException refused) {
              throw context.weirdStringException(
                  parser.getText(), type, String.valueOf(refused.getMessage()));
            }
          }
        });
  }
}
