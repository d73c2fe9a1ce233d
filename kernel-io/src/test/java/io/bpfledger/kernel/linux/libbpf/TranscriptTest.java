package io.bpfledger.kernel.linux.libbpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Opens files that are none of an object, of which libbpf complains. */
final class TranscriptTest {

  private static final int LIBBPF_ERRNO_FORMAT = 4001;

  @Test
  void complaintOfLibbpfIsKeptWithoutItsName() {
    try (Transcript transcript = Transcript.open()) {
      assertThat(openNonsense("stone")).isEqualTo(-LIBBPF_ERRNO_FORMAT);

      assertThat(transcript.lines())
          .singleElement()
          .asString()
          .startsWith("elf: ")
          .contains("stone");
    }
  }

  @Test
  void complaintWithoutATranscriptIsDropped() {
    Transcript.open().close();

    assertThat(openNonsense("stone")).isEqualTo(-LIBBPF_ERRNO_FORMAT);

    try (Transcript transcript = Transcript.open()) {
      assertThat(transcript.lines()).isEmpty();
    }
  }

  @Test
  void eachThreadHasItsOwnTranscript() throws Exception {
    int threads = 4;
    CyclicBarrier together = new CyclicBarrier(threads);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String name = "stone" + i;
        answers.add(
            executor.submit(
                () -> {
                  try (Transcript transcript = Transcript.open()) {
                    together.await();
                    openNonsense(name);
                    return transcript.lines();
                  }
                }));
      }
      for (int i = 0; i < threads; i++) {
        String name = "stone" + i;
        assertThat(answers.get(i).get())
            .isNotEmpty()
            .allSatisfy(line -> assertThat(line).contains(name));
      }
    }
  }

  @Test
  void transcriptHasALimitAndKeepsTheEnd() {
    try (Transcript transcript = Transcript.open()) {
      transcript.add("line\n".repeat(10 * Transcript.LINES));
      transcript.add("what failed");

      assertThat(transcript.lines()).hasSize(Transcript.LINES).endsWith("what failed");
    }
  }

  @Test
  void secondTranscriptOnOneThreadIsRefused() {
    try (Transcript first = Transcript.open()) {
      assertThatThrownBy(Transcript::open).isInstanceOf(IllegalStateException.class);
      assertThat(first.lines()).isEmpty();
    }
  }

  private static long openNonsense(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return BpfObject.open(arena, arena.allocate(64), name);
    }
  }
}
