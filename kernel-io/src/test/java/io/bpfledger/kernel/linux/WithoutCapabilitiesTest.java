package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.kernel.testing.RealKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a service sees that was started without the capabilities it needs. */
@RealKernel
final class WithoutCapabilitiesTest {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final int LIMIT_SECONDS = 60;

  @Test
  void nothingCountsAsGoneAndTheReasonIsSaid() throws Exception {
    assumeTrue(Files.isExecutable(SETPRIV), "no " + SETPRIV + " to drop capabilities with");

    String seen = inWeakProcess();

    assertThat(seen)
        .contains("complete false")
        .contains("programs 0")
        .contains("gap PROGRAMS enumerate programs: programs after id 0: EPERM (1)")
        .contains("gap MAPS", "gap LINKS", "needs CAP_SYS_ADMIN")
        .contains("feature Unknown");
  }

  private static String inWeakProcess() throws Exception {
    List<String> command =
        List.of(
            SETPRIV.toString(),
            "--bounding-set=-all",
            "--inh-caps=-all",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            WeakProcess.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
