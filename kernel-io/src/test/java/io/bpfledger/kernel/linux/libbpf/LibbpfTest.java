package io.bpfledger.kernel.linux.libbpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.linux.libbpf.Libbpf.Version;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LibbpfTest {

  @Test
  void missingLibraryIsNamedWithItsPackage() {
    assertThat(Libbpf.library("libbpf.so.no-such-version")).isEmpty();
    assertThat(Libbpf.problem(Optional.empty()))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("libbpf.so.1 is not installed", "libbpf1"));
  }

  @Test
  void versionBeforeOneDotOneIsRefusedByNumber() {
    assertThat(Libbpf.problem(Optional.of(new Version(1, 0))))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("libbpf is 1.0", "1.1 or newer"));
    assertThat(Libbpf.problem(Optional.of(new Version(0, 8)))).isPresent();
  }

  @Test
  void versionsFromOneDotOneOnSuffice() {
    assertThat(Libbpf.problem(Optional.of(new Version(1, 1)))).isEmpty();
    assertThat(Libbpf.problem(Optional.of(new Version(1, 5)))).isEmpty();
    assertThat(Libbpf.problem(Optional.of(new Version(2, 0)))).isEmpty();
  }
}
