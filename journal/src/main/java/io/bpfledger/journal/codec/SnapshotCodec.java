package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes snapshots of accounts and reads them back. May be used from many threads.
 *
 * <p>A snapshot only saves time: the entries come to the same. So there is one version, and a
 * snapshot of any other is refused; storage must then let the entity be folded from its first
 * entry. Whoever changes a state counts up {@link #VERSION}. Like an entry, a snapshot ends with a
 * byte string that holds the digest of all before it.
 */
public final class SnapshotCodec {

  public static final int VERSION = 1;

  private static final byte[] DIGEST_HEAD = {0x58, Digest.BYTES};
  private static final int TRAILER_BYTES = DIGEST_HEAD.length + Digest.BYTES;
  private static final String MANIFEST_END = "-state#" + VERSION;

  private final ObjectMapper mapper = Mappers.cbor(new Recurring());
  private final Map<StreamKind, ObjectReader> readers = new EnumMap<>(StreamKind.class);

  public SnapshotCodec() {
    for (StreamKind kind : StreamKind.values()) {
      Class<? extends EntityState> state =
          switch (kind) {
            case HOST -> HostState.class;
            case PROGRAM -> ProgramState.class;
            case LINK -> LinkState.class;
            case DISPATCHER -> DispatcherState.class;
          };
      readers.put(kind, mapper.readerFor(state));
    }
  }

  /** What storage writes beside the snapshot, such as {@code program-state#1}. */
  public String manifest(Account account) {
    return account.chain().stream().kind().word() + MANIFEST_END;
  }

  public byte[] write(Account account) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = mapper.createGenerator(bytes)) {
      generator.writeStartObject();
      generator.writeStringField("stream", account.chain().stream().toString());
      generator.writeNumberField("sequence", account.chain().sequence());
      generator.writeBinaryField("head", account.chain().head().toByteArray());
      generator.writeFieldName("state");
      mapper.writeValue(generator, account.state());
      generator.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a state that can't be written: " + account, impossible);
    }
    byte[] body = bytes.toByteArray();
    byte[] digest = Digest.over(body).toByteArray();
    return ByteBuffer.allocate(body.length + TRAILER_BYTES)
        .put(body)
        .put(DIGEST_HEAD)
        .put(digest)
        .array();
  }

  /**
   * Reads a snapshot.
   *
   * @throws EntryUnreadable if it is damaged or of another version
   */
  public Account read(String manifest, byte[] bytes) {
    if (bytes.length <= TRAILER_BYTES) {
      throw new EntryUnreadable("a snapshot of " + bytes.length + " bytes");
    }
    int bodySize = bytes.length - TRAILER_BYTES;
    byte[] body = Arrays.copyOf(bytes, bodySize);
    byte[] trailer = Arrays.copyOfRange(bytes, bodySize, bytes.length);
    byte[] expected =
        ByteBuffer.allocate(TRAILER_BYTES)
            .put(DIGEST_HEAD)
            .put(Digest.over(body).toByteArray())
            .array();
    if (!Arrays.equals(trailer, expected)) {
      throw new EntryUnreadable("a snapshot that is not as it was written");
    }
    if (!manifest.endsWith(MANIFEST_END)) {
      throw new EntryUnreadable(
          "snapshots "
              + manifest
              + " are not of version "
              + VERSION
              + ", which this service reads");
    }
    try (JsonParser parser = mapper.createParser(body)) {
      JsonNode fields = mapper.readTree(parser);
      StreamId stream = StreamId.parse(fields.required("stream").textValue());
      Chain chain =
          new Chain(
              stream,
              fields.required("sequence").longValue(),
              Digest.ofBytes(fields.required("head").binaryValue()));
      ObjectReader reader = readers.get(stream.kind());
      if (reader == null) {
        throw new IllegalStateException("no reader of states of a " + stream.kind().word());
      }
      EntityState state = reader.readValue(fields.required("state"));
      Account account = new Account(chain, state);
      if (!manifest(account).equals(manifest)) {
        throw new EntryUnreadable(
            "storage calls the snapshot " + manifest + ", it is " + manifest(account));
      }
      return account;
    } catch (IOException | IllegalArgumentException damaged) {
      throw new EntryUnreadable("a snapshot that can't be read: " + damaged.getMessage(), damaged);
    }
  }
}
