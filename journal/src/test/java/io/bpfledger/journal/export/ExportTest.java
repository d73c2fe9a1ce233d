package io.bpfledger.journal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.verification.LedgerVerification;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final StreamId LINK = StreamId.of(Samples.LINK);

  @TempDir private Path folder = Path.of("");

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(30);
  }

  private static MemoryLedger attachedLink() {
    MemoryLedger ledger = new MemoryLedger();
    for (String sample :
        List.of("link.attach-requested.1.xdp", "link.attached.1.by-link", "policy.changed.1")) {
      ledger.post(LINK, Samples.ENVELOPE, Samples.event(sample));
    }
    return ledger;
  }

  private static String exported(EntrySource ledger) throws IOException {
    StringWriter text = new StringWriter();
    ExportWriter.write(ledger, CODEC, text);
    return text.toString();
  }

  private static List<StoredEntry> read(EntrySource source) {
    List<StoredEntry> entries = new ArrayList<>();
    source.scan(0, entries::add);
    return entries;
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void whatComesBackIsTheSameLedgerAndExportsTheSame(@ForAll("ledgers") MemoryLedger ledger)
      throws IOException {
    String text = exported(ledger);
    Path file = Files.createTempFile("ledger", ".jsonl");
    try {
      Files.writeString(file, text);
      ExportedLedger back = new ExportedLedger(file, CODEC);

      assertThat(read(back)).isEqualTo(ledger.entries());
      assertThat(Projection.scan(back, CODEC).ledger())
          .isEqualTo(Projection.scan(ledger, CODEC).ledger());
      assertThat(LedgerVerification.of(back, List.of(), CODEC))
          .isEqualTo(LedgerVerification.of(ledger, List.of(), CODEC));
      assertThat(exported(back)).isEqualTo(text);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void linesAreReadByAnyToolThatKnowsJson() throws IOException {
    List<String> lines = exported(attachedLink()).lines().toList();
    JsonNode first = new JsonMapper().readTree(lines.get(1));

    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst()).isEqualTo("{\"format\":\"bpfledger export\",\"version\":1}");
    assertThat(first.path("stream").asText()).isEqualTo(LINK.toString());
    assertThat(first.at("/body/event/attachment/device/name").asText()).isEqualTo("eth0");
    assertThat(first.at("/body/principal/uid").asInt()).isEqualTo(1000);
  }

  private ExportedLedger file(String text) throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    Files.writeString(file, text);
    return new ExportedLedger(file, CODEC);
  }

  private void refused(String text, String why) throws IOException {
    ExportedLedger export = file(text);
    assertThatThrownBy(() -> read(export))
        .isInstanceOf(ExportUnreadable.class)
        .hasMessageContaining(why);
  }

  @Test
  void exportThatIsCutOffIsRefused() throws IOException {
    List<String> lines = exported(attachedLink()).lines().toList();

    refused(String.join("\n", lines.subList(0, 4)) + "\n", "ends without its last line");
    refused(String.join("\n", lines.subList(0, 3)), "line 4: the export ends");
    refused("", "this is no bpfledger export");
  }

  @Test
  void lineLeftOutOrAddedIsRefused() throws IOException {
    List<String> lines = new ArrayList<>(exported(attachedLink()).lines().toList());
    String end = lines.getLast();
    lines.remove(2);
    refused(String.join("\n", lines), "line 3: entry 3 where 2 belongs");

    refused(exported(attachedLink()) + end + "\n", "line 6: something stands behind the end");
  }

  @Test
  void fieldsThatDoNotSayWhatTheBytesSayAreRefused() throws IOException {
    String text = exported(attachedLink());

    refused(text.replace("\"eth0\"", "\"eth1\""), "line 2: the fields do not say");
    refused(text.replace("\"number\":7", "\"number\":8"), "line 2: the fields do not say");
    refused(
        text.replace("link.attached#1", "link.detached#1"),
        "line 3: storage calls it link.detached#1");
  }

  @Test
  void exportOfALaterVersionIsRefused() throws IOException {
    refused(
        exported(attachedLink()).replace("\"version\":1}\n", "\"version\":2}\n"),
        "version 2 of an export; this version of bpfledger reads 1");
  }

  @Test
  void whatIsNoJsonIsRefused() throws IOException {
    refused(
        exported(attachedLink()).replace("{\"entry\":2", "{entry:2"), "line 3: this is no JSON");
  }

  @Test
  void endOfAnotherExportIsRefused() throws IOException {
    MemoryLedger other = attachedLink();
    LedgerHead head = other.head();

    refused(
        exported(attachedLink()).replace(head.digest().hex() + "\"}", "00\"}"),
        "line 5: the end of another export");
  }

  @Test
  void entriesOfOneStreamAreReadFromTheFile() throws IOException {
    MemoryLedger ledger = attachedLink();
    ledger.post(
        StreamId.of(Samples.INSTANCE), Samples.BY_START, Samples.event("host.service-started.1"));

    ExportedLedger export = file(exported(ledger));

    assertThat(export.stream(LINK, 2, 9, 1)).isEqualTo(ledger.stream(LINK, 2, 2, 1));
  }

  @Test
  void writerThatFailsIsToldOf() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] characters, int offset, int length) throws IOException {
            throw new IOException("no space left");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> ExportWriter.write(attachedLink(), CODEC, full))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no space left");
  }
}
