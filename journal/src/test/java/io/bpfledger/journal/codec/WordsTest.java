package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The words of constants are a file format: a golden list has all that were ever written. */
final class WordsTest {

  private static final String FOLDER = "words";
  private static final ObjectMapper CBOR = Mappers.cbor(new Recurring());
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void everyConstantIsWrittenByItsGoldenWordAndReadFromIt() throws IOException {
    Map<String, String> words = new TreeMap<>();
    for (Class<?> type : enums()) {
      for (Object constant : type.getEnumConstants()) {
        String word = CBOR.valueToTree(constant).textValue();
        assertThat((Object) CBOR.treeToValue(TextNode.valueOf(word), type)).isEqualTo(constant);
        words.put(type.getSimpleName() + "." + constant, word);
      }
    }
    if (GoldenFiles.writing()) {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(words) + "\n";
      GoldenFiles.writeNew(FOLDER, "words.json", text.getBytes(StandardCharsets.UTF_8));
    }

    JsonNode golden = JSON.readTree(GoldenFiles.read(FOLDER, "words.json"));
    golden
        .properties()
        .forEach(
            line -> assertThat(words).containsEntry(line.getKey(), line.getValue().textValue()));
    assertThat(words.keySet())
        .as("add new constants to golden/words/words.json by hand")
        .allSatisfy(constant -> assertThat(golden.has(constant)).isTrue());
  }

  /** All enums that may stand in an event. */
  private static Set<Class<?>> enums() {
    Set<Class<?>> seen = new TreeSet<>(java.util.Comparator.comparing(Class::getName));
    for (EventType type : EventTypes.current().all()) {
      walk(type.event(), seen);
    }
    seen.removeIf(type -> !type.isEnum());
    assertThat(seen).hasSizeGreaterThan(12);
    return seen;
  }

  private static void walk(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        walk(argument, seen);
      }
    } else if (type instanceof Class<?> plain
        && plain.getName().startsWith("io.bpfledger")
        && seen.add(plain)) {
      if (plain.isSealed()) {
        for (Class<?> permitted : plain.getPermittedSubclasses()) {
          walk(permitted, seen);
        }
      }
      if (plain.isRecord()) {
        for (RecordComponent component : plain.getRecordComponents()) {
          walk(component.getGenericType(), seen);
        }
      }
    }
  }
}
