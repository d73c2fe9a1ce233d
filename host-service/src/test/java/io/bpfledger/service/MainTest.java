package io.bpfledger.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

  @Test
  void demoTellsTheStoryOfTheReadme() throws IOException {
    assertThat(run("demo")).isZero();

    assertThat(Files.readString(project().resolve("README.md")))
        .contains("$ bin/bpfledger demo\n" + printed());
    assertThat(complained()).isEmpty();
  }

  @Test
  void inspectShowsWhatIsInAnObject() {
    Path object = project().resolve("kernel-io/src/test/resources/bpf/xdp_verdicts.o");

    assertThat(run("inspect", object.toString())).isZero();
    assertThat(printed())
        .contains("licence  Dual BSD/GPL (GPL compatible)")
        .containsPattern("count_one +xdp +xdp +-")
        .containsPattern("runs +array +4 bytes +8 bytes +1 +-")
        .containsPattern("verdict +\\.rodata +4 bytes");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    assertThat(run("inspect", "/no/such/file.o")).isEqualTo(Main.NOT_FOUND);
    assertThat(complained()).isEqualTo("inspect: /no/such/file.o: no such file\n");
  }

  @Test
  void fileThatIsNoObjectIsRefusedWithTheReason(@TempDir Path scratch) throws IOException {
    Path text = Files.writeString(scratch.resolve("text.o"), "this is no object file");

    assertThat(run("inspect", text.toString())).isEqualTo(Main.FAILED);
    assertThat(complained())
        .startsWith("inspect: " + text + ": no usable BPF object: ")
        .hasLineCount(1);
    assertThat(printed()).isEmpty();
  }

  @Test
  void namesThatDriveATerminalArePrintedAsEscapes() {
    assertThat(run("inspect", "/tmp/\u001b[31mred")).isEqualTo(Main.NOT_FOUND);
    assertThat(complained()).contains("\\u001b[31mred").doesNotContain("\u001b");
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(run("--help")).isZero();
    for (Command command : Command.values()) {
      assertThat(printed()).contains(command.word());
    }
  }

  @Test
  void everyCommandHasHelp() {
    for (Command command : Command.values()) {
      output.reset();
      assertThat(run(command.word(), "--help")).isZero();
      assertThat(printed()).startsWith("usage: bpfledger " + command.word());
    }
  }

  @Test
  void wrongUsageEndsWithTwoAndSaysWhy() {
    assertThat(run()).isEqualTo(Main.USAGE);
    assertThat(run("absent")).isEqualTo(Main.USAGE);
    assertThat(run("inspect")).isEqualTo(Main.USAGE);
    assertThat(run("demo", "more")).isEqualTo(Main.USAGE);
    assertThat(complained()).contains("no command 'absent'").contains("usage: bpfledger inspect");
    assertThat(printed()).isEmpty();
  }

  private int run(String... arguments) {
    return Main.run(
        List.of(arguments),
        new Terminal(
            new PrintStream(output, true, StandardCharsets.UTF_8),
            new PrintStream(complaints, true, StandardCharsets.UTF_8)));
  }

  private String printed() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return complaints.toString(StandardCharsets.UTF_8);
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("bin/test"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("no bin/test above " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }
}
