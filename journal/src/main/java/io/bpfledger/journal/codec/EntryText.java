package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfledger.journal.entry.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The body of an entry as JSON for people: the fields as they are stored, in whatever version, with
 * byte strings in hexadecimal.
 */
public final class EntryText {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final EntryCodec codec;
  private final JsonMapper mapper = new JsonMapper();
  private final ObjectWriter pretty = mapper.writer(indented());

  public EntryText(EntryCodec codec) {
    this.codec = codec;
  }

  private static DefaultPrettyPrinter indented() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    return printer;
  }

  /** On several lines, ending with one. */
  public String pretty(Payload payload) {
    try {
      return pretty.writeValueAsString(json(payload)) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("a tree that cannot be written", impossible);
    }
  }

  /** As a tree, fields in the order they are stored in. */
  public JsonNode json(Payload payload) {
    return readable(codec.fields(payload));
  }

  private static JsonNode readable(JsonNode stored) {
    if (stored.isObject()) {
      ObjectNode object = NODES.objectNode();
      for (Map.Entry<String, JsonNode> field : stored.properties()) {
        object.set(field.getKey(), readable(field.getValue()));
      }
      return object;
    }
    if (stored.isArray()) {
      ArrayNode array = NODES.arrayNode();
      stored.forEach(element -> array.add(readable(element)));
      return array;
    }
    if (stored.isBinary()) {
      try {
        return NODES.textNode(HexFormat.of().formatHex(stored.binaryValue()));
      } catch (IOException impossible) {
        throw new UncheckedIOException("bytes that are not bytes", impossible);
      }
    }
    return stored;
  }
}
