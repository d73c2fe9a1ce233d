package io.bpfledger.kernel.linux.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OpenFlagsTest {

  @Test
  void eachArchitectureHasItsNumberForDirectories() {
    assertThat(OpenFlags.directory("amd64")).isEqualTo(0x10000);
    assertThat(OpenFlags.directory("aarch64")).isEqualTo(0x4000);
  }
}
