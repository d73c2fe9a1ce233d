package io.bpfledger.journal.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.EntryText;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.StoredEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Base64;

/** Writes a ledger as JSON lines: a head, one line for each entry, and an end. */
public final class ExportWriter {

  static final String FORMAT = "bpfledger export";
  static final int VERSION = 1;

  private final JsonMapper mapper =
      JsonMapper.builder().configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false).build();
  private final EntryText text;
  private final Writer writer;
  private LedgerHead head = LedgerHead.START;

  private ExportWriter(EntryCodec codec, Writer writer) {
    this.text = new EntryText(codec);
    this.writer = writer;
  }

  /**
   * Writes all entries of a source. The writer stays open.
   *
   * @return the chain over all entries, as the last line says it too
   */
  public static LedgerHead write(EntrySource source, EntryCodec codec, Writer writer)
      throws IOException {
    ExportWriter export = new ExportWriter(codec, writer);
    try {
      return export.write(source);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private LedgerHead write(EntrySource source) throws IOException {
    ObjectNode first = mapper.createObjectNode();
    line(first.put("format", FORMAT).put("version", VERSION));
    source.scan(
        0,
        stored -> {
          entry(stored);
          return true;
        });
    ObjectNode last = mapper.createObjectNode();
    line(last.put("entries", head.entries()).put("head", head.digest().hex()));
    writer.flush();
    return head;
  }

  private void entry(StoredEntry stored) {
    head = head.after(stored.payload().digest());
    ObjectNode line = mapper.createObjectNode();
    line.put("entry", head.entries());
    line.put("stream", stored.place().stream().toString());
    line.put("sequence", stored.place().sequence());
    line.put("manifest", stored.manifest());
    line.put("digest", stored.payload().digest().hex());
    line.set("body", text.json(stored.payload()));
    line.put("payload", Base64.getEncoder().encodeToString(stored.payload().toByteArray()));
    try {
      line(line);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void line(ObjectNode line) throws IOException {
    mapper.writeValue(writer, line);
    writer.write('\n');
  }
}
