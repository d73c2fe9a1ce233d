package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.io.IOException;
import java.util.Locale;

/** Entries put together field by field, as another version of the service would have. */
final class TestBodies {

  private static final JsonMapper JSON =
      JsonMapper.builder().configure(JsonParser.Feature.ALLOW_SINGLE_QUOTES, true).build();
  private static final ObjectMapper CBOR = new CBORMapper();

  private TestBodies() {}

  /** The first entry of the sample link, with these fields of the event; %s is the operation. */
  static Payload of(String word, int version, String fields) {
    try {
      ObjectNode body = JSON.createObjectNode();
      body.put("type", word);
      body.put("version", version);
      body.put("time", 1L);
      body.put("boot", Samples.BOOT.text());
      body.set("principal", JSON.readTree("{'kind':'reconciler'}"));
      body.set("cause", JSON.readTree("{'kind':'occasion','name':'test'}"));
      body.put("previous", Digest.ZERO.toByteArray());
      body.set("event", JSON.readTree(fields.formatted(Samples.OPERATION)));
      byte[] bytes = CBOR.writeValueAsBytes(body);
      return Payload.seal(StreamId.of(Samples.PROGRAM), 1, bytes);
    } catch (IOException wrong) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "no JSON: %s", fields), wrong);
    }
  }
}
