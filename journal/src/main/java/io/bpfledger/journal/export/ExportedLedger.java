package io.bpfledger.journal.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.EntryText;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.value.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an export. Whether they are sound is for verification to say, best before they are
 * taken into a ledger; here is only seen to it that the file is whole and agrees with itself.
 */
public final class ExportedLedger implements EntrySource {

  /** An entry stands in a line once as fields and once as Base64. */
  static final int LINE_CHARACTERS_MAX = 8 * Payload.BYTES_MAX;

  private final Path file;
  private final EntryCodec codec;
  private final EntryText text;
  private final JsonMapper mapper = new JsonMapper();

  public ExportedLedger(Path file, EntryCodec codec) {
    this.file = file;
    this.codec = codec;
    this.text = new EntryText(codec);
  }

  /**
   * Hands over the entries, in the order of the ledger. A visitor who wants them all has been given
   * a whole export once this returns.
   *
   * @throws ExportUnreadable if the file is not a whole export
   */
  @Override
  public void scan(long afterOrdering, Visitor visitor) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      new Reading(lines).read(afterOrdering, visitor);
    } catch (IOException failed) {
      throw new UncheckedIOException("export " + file, failed);
    }
  }

  @Override
  public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
    List<StoredEntry> entries = new ArrayList<>();
    scan(
        0,
        stored -> {
          Place place = stored.place();
          if (place.stream().equals(stream) && place.sequence() >= from && place.sequence() <= to) {
            entries.add(stored);
          }
          return entries.size() < limit;
        });
    return entries;
  }

  /** One reading of the file. */
  private final class Reading {

    private final BufferedReader lines;
    private long lineNumber;
    private LedgerHead head = LedgerHead.START;

    Reading(BufferedReader lines) {
      this.lines = lines;
    }

    void read(long afterOrdering, Visitor visitor) throws IOException {
      JsonNode first = next();
      if (first == null || !first.path("format").asText().equals(ExportWriter.FORMAT)) {
        throw refuse("this is no " + ExportWriter.FORMAT);
      }
      if (first.path("version").asInt() != ExportWriter.VERSION) {
        throw refuse(
            "version %s of an export; this version of bpfledger reads %d"
                .formatted(first.path("version").asText(), ExportWriter.VERSION));
      }
      for (JsonNode line = next(); line != null; line = next()) {
        if (line.has("head")) {
          end(line);
          return;
        }
        StoredEntry stored = entry(line);
        head = head.after(stored.payload().digest());
        if (stored.place().ordering() > afterOrdering && !visitor.visit(stored)) {
          return;
        }
      }
      throw refuse("the export ends without its last line; " + head.entries() + " entries came");
    }

    private @Nullable JsonNode next() throws IOException {
      lineNumber++;
      String line = boundedLine();
      if (line == null) {
        return null;
      }
      try {
        return mapper.readTree(line);
      } catch (JsonProcessingException damaged) {
        throw new ExportUnreadable(lineNumber, "this is no JSON", damaged);
      }
    }

    private @Nullable String boundedLine() throws IOException {
      StringBuilder line = new StringBuilder();
      int character = lines.read();
      if (character < 0) {
        return null;
      }
      while (character >= 0 && character != '\n') {
        if (line.length() == LINE_CHARACTERS_MAX) {
          throw refuse("more than " + LINE_CHARACTERS_MAX + " characters");
        }
        line.append((char) character);
        character = lines.read();
      }
      return line.toString();
    }

    private StoredEntry entry(JsonNode line) {
      long number = line.path("entry").asLong();
      if (number != head.entries() + 1) {
        throw refuse(
            "entry " + line.path("entry").asText() + " where " + (head.entries() + 1) + " belongs");
      }
      try {
        Payload payload =
            Payload.ofStored(Base64.getDecoder().decode(line.path("payload").asText()));
        StreamId stream = StreamId.parse(line.path("stream").asText());
        Place place = new Place(number, stream, line.path("sequence").asLong());
        StoredEntry stored = new StoredEntry(place, line.path("manifest").asText(), payload);
        agree(line, stored);
        return stored;
      } catch (EntryUnreadable | IllegalArgumentException damaged) {
        throw new ExportUnreadable(lineNumber, String.valueOf(damaged.getMessage()), damaged);
      }
    }

    /** The fields for people must say what the bytes say. */
    private void agree(JsonNode line, StoredEntry stored) {
      codec.open(stored);
      boolean sameDigest = line.path("digest").asText().equals(stored.payload().digest().hex());
      boolean sameBody =
          line.path("body").toString().equals(text.json(stored.payload()).toString());
      if (!sameDigest || !sameBody) {
        throw refuse("the fields do not say what the payload says");
      }
    }

    private void end(JsonNode line) throws IOException {
      if (line.path("entries").asLong() != head.entries()
          || !line.path("head").asText().equals(head.digest().hex())) {
        throw refuse("the end of another export: " + line);
      }
      if (next() != null) {
        throw refuse("something stands behind the end");
      }
    }

    private ExportUnreadable refuse(String why) {
      return new ExportUnreadable(lineNumber, why);
    }
  }
}
