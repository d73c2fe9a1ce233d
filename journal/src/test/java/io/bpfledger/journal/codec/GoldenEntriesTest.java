package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.testing.Samples;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every entry that was ever written can be read, and each type of event has a sample of it. */
final class GoldenEntriesTest {

  private static final String FOLDER = "entries";

  private static final EntryCodec CODEC = new EntryCodec();
  private static final EntryText TEXT = new EntryText(CODEC);

  @BeforeAll
  static void writeWhatIsNew() throws IOException {
    if (!GoldenFiles.writing()) {
      return;
    }
    for (Map.Entry<String, Event> sample : Samples.all().entrySet()) {
      Payload payload = sealed(sample.getValue()).payload();
      GoldenFiles.writeNew(FOLDER, sample.getKey() + ".cbor", payload.toByteArray());
      GoldenFiles.writeNew(
          FOLDER, sample.getKey() + ".json", TEXT.pretty(payload).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Entry sealed(Event event) {
    Chain chain = new Chain(Samples.stream(event), 41, Samples.DIGEST);
    return CODEC.seal(chain, Samples.envelope(event), event);
  }

  private static Payload golden(String name) throws IOException {
    return Payload.ofStored(GoldenFiles.read(FOLDER, name + ".cbor"));
  }

  @TestFactory
  List<DynamicTest> everyGoldenEntryIsReadAndSaysWhatItsTextSays() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : GoldenFiles.names(FOLDER, ".cbor")) {
      tests.add(
          DynamicTest.dynamicTest(
              name,
              () -> {
                Payload payload = golden(name);
                Entry entry = CODEC.open(payload);

                assertThat(name).startsWith(CODEC.manifest(entry).replace('#', '.'));
                assertThat(entry.envelope()).isEqualTo(Samples.envelope(entry.event()));
                assertThat(TEXT.pretty(payload))
                    .isEqualTo(
                        new String(
                            GoldenFiles.read(FOLDER, name + ".json"), StandardCharsets.UTF_8));
                assertThat(payload.digestOf(Samples.stream(entry.event()), 42))
                    .isEqualTo(entry.digest());
              }));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  @TestFactory
  List<DynamicTest> samplesAreStillWrittenAsTheirGoldenEntries() {
    List<DynamicTest> tests = new ArrayList<>();
    Samples.all()
        .forEach(
            (name, event) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        name,
                        () -> {
                          assertThat(GoldenFiles.names(FOLDER, ".cbor"))
                              .as("write new golden files with -D%s=true", GoldenFiles.WRITE)
                              .contains(name);
                          assertThat(sealed(event).payload()).isEqualTo(golden(name));
                          assertThat(CODEC.open(golden(name)).event()).isEqualTo(event);
                        })));
    return tests;
  }

  @Test
  void everyEventIsInTheTableAndEveryVersionHasAGoldenEntry() throws IOException {
    Set<Class<?>> events = new LinkedHashSet<>();
    records(Event.class, events);
    assertThat(EventTypes.current().all())
        .extracting(EventType::event)
        .containsExactlyInAnyOrderElementsOf(
            events.stream().map(GoldenEntriesTest::event).toList());

    List<String> names = GoldenFiles.names(FOLDER, ".cbor");
    for (EventType type : EventTypes.current().all()) {
      for (int version = 1; version <= type.version(); version++) {
        String file = type.word() + "." + version;
        assertThat(names).anyMatch(name -> name.equals(file) || name.startsWith(file + "."));
      }
    }
  }

  private static Class<? extends Event> event(Class<?> type) {
    return type.asSubclass(Event.class);
  }

  @Test
  void everyShapeOfEveryValueHasAGoldenEntry() throws IOException {
    Set<Class<?>> possible = new LinkedHashSet<>();
    Set<Class<?>> seen = new LinkedHashSet<>();
    reachable(Event.class, possible);
    for (String name : GoldenFiles.names(FOLDER, ".cbor")) {
      collect(CODEC.open(golden(name)).event(), seen);
    }

    assertThat(possible).hasSizeGreaterThan(90);
    assertThat(seen).containsAll(possible);
  }

  /** The records below a sealed interface. */
  private static void records(Class<?> type, Set<Class<?>> found) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        records(permitted, found);
      }
    } else {
      found.add(type);
    }
  }

  /** The records of ours that may stand in a value of this type. */
  private static void reachable(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        reachable(argument, found);
      }
      return;
    }
    if (!(type instanceof Class<?> plain) || !plain.getName().startsWith("io.bpfledger.journal")) {
      return;
    }
    Set<Class<?>> records = new LinkedHashSet<>();
    records(plain, records);
    for (Class<?> each : records) {
      if (each.isRecord() && found.add(each)) {
        for (RecordComponent component : each.getRecordComponents()) {
          reachable(component.getGenericType(), found);
        }
      }
    }
  }

  private static void collect(Object value, Set<Class<?>> seen) {
    switch (value) {
      case Record record -> {
        seen.add(record.getClass());
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          collect(read(component, record), seen);
        }
      }
      case Iterable<?> elements -> elements.forEach(element -> collect(element, seen));
      case Map<?, ?> map -> map.values().forEach(element -> collect(element, seen));
      case Optional<?> optional -> optional.ifPresent(element -> collect(element, seen));
      default -> {}
    }
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException inaccessible) {
      throw new IllegalStateException(component + " of a public record", inaccessible);
    }
  }
}
