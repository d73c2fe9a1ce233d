package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** First values of global variables, as the program sees them and as its maps show them. */
@RealKernel
final class GlobalsTest {

  /** Offsets in what the program writes down. */
  private static final int SEEN_INT = 16;

  private static final int SEEN_LONG = 24;
  private static final int SEEN_TEXT = 32;
  private static final int SEEN_DATA_BYTE = 48;
  private static final int SEEN_DATA_LONG = 64;
  private static final int SEEN_ZERO_LONG = 104;

  private static final byte[] FIRST = TestObject.key(0);

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinuxObjects objects = new LinuxObjects(maps, new LinuxBpffs());

  @Test
  void valuesOfTheObjectStayWhereNoneAreGiven() {
    try (LoadedObject loaded = load(Map.of())) {
      byte[] seen = seenByARun(loaded);

      assertThat(TestObject.longAt(seen, SEEN_INT)).isEqualTo(3);
      assertThat(TestObject.longAt(seen, SEEN_DATA_LONG)).isEqualTo(7);
      assertThat(TestObject.longAt(seen, SEEN_ZERO_LONG)).isZero();
    }
  }

  @Test
  void programSeesTheValuesGiven() {
    byte[] text = Arrays.copyOf("changed".getBytes(StandardCharsets.US_ASCII), 16);

    try (LoadedObject loaded =
        load(
            Map.of(
                "fixed_int", TestObject.number(333, 4),
                "fixed_long", TestObject.number(-1, 8),
                "fixed_text", text,
                "data_byte", TestObject.number(55, 1),
                "data_long", TestObject.number(77, 8),
                "zero_long", TestObject.number(99, 8)))) {
      byte[] seen = seenByARun(loaded);

      assertThat(TestObject.longAt(seen, SEEN_INT)).isEqualTo(333);
      assertThat(TestObject.longAt(seen, SEEN_LONG)).isEqualTo(-1);
      assertThat(Arrays.copyOfRange(seen, SEEN_TEXT, SEEN_TEXT + 16)).isEqualTo(text);
      assertThat(TestObject.longAt(seen, SEEN_DATA_BYTE)).isEqualTo(55);
      assertThat(TestObject.longAt(seen, SEEN_DATA_LONG)).isEqualTo(77);
      assertThat(TestObject.longAt(seen, SEEN_ZERO_LONG)).isEqualTo(99);
    }
  }

  @Test
  void mapsOfGlobalsCanBeReadBack() {
    try (LoadedObject loaded = load(Map.of("zero_long", TestObject.number(40, 8)))) {
      seenByARun(loaded);
      byte[] zeroes = maps.lookup(loaded.map(".bss"), FIRST).orThrow().orElseThrow();

      assertThat(zeroes).contains(42);
      assertThat(maps.info(loaded.map(".bss")).orThrow().name()).isEqualTo("globals.bss");
    }
  }

  @Test
  void constantsAreFrozen() {
    try (LoadedObject loaded = load(Map.of())) {
      byte[] constants = maps.lookup(loaded.map(".rodata"), FIRST).orThrow().orElseThrow();

      assertThat(
              maps.update(loaded.map(".rodata"), FIRST, constants, UpdateMode.ANY)
                  .problem()
                  .orElseThrow()
                  .errno())
          .isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void unknownGlobalAndWrongSizeAreRefused() {
    assertThat(refusal(Map.of("absent", new byte[4])).errno()).isEqualTo(Errno.ENOENT);
    assertThat(refusal(Map.of("fixed_int", new byte[2])).errno()).isEqualTo(Errno.EINVAL);
  }

  private byte[] seenByARun(LoadedObject loaded) {
    programs.testRun(loaded.program("show_globals"), new TestRunRequest(new byte[64], 1)).orThrow();
    return maps.lookup(loaded.map("seen"), FIRST).orThrow().orElseThrow();
  }

  private LoadedObject load(Map<String, byte[]> globals) {
    return objects.load(request(globals)).orThrow();
  }

  private KernelError refusal(Map<String, byte[]> globals) {
    return objects.load(request(globals)).problem().orElseThrow();
  }

  private static LoadRequest request(Map<String, byte[]> globals) {
    return new LoadRequest(
        "globals",
        TestObject.named("globals"),
        List.of(ProgramSelection.of("show_globals")),
        globals,
        Map.of(),
        Optional.empty());
  }
}
