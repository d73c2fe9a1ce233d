package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EntryNameTest {

  private static final Path DIRECTORY = Path.of("/run/pins");

  @Test
  void nameIsBelowItsDirectory() {
    assertThat(EntryName.in(DIRECTORY, bytes("link"))).contains(Path.of("/run/pins/link"));
  }

  /** A zero byte stands for the names that only some locales cannot express. */
  @Test
  void nameThatNoPathExpressesIsEmptyAndNoException() {
    assertThat(EntryName.in(DIRECTORY, bytes("li\0nk"))).isEmpty();
  }

  @Test
  void nameThatIsNotUtf8IsEmptyAndNotTheNameOfSomethingElse() {
    assertThat(EntryName.in(DIRECTORY, new byte[] {'l', (byte) 0xff, 'k'})).isEmpty();
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
