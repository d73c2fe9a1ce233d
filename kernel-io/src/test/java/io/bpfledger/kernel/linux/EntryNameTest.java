package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EntryNameTest {

  private static final Path DIRECTORY = Path.of("/run/pins");

  @Test
  void nameIsBelowItsDirectory() {
    assertThat(EntryName.in(DIRECTORY, "link")).contains(Path.of("/run/pins/link"));
  }

  /** A zero byte stands for the names that only some locales cannot express. */
  @Test
  void nameThatNoPathExpressesIsEmptyAndNoException() {
    assertThat(EntryName.in(DIRECTORY, "li\0nk")).isEmpty();
  }
}
