package io.bpfledger.kernel.linux.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemCallsTest {

  @Test
  void callAnswersTheValueOfTheKernel() {
    assertThat(SystemCalls.call(SystemCall.GETTID, 0)).isPositive();
  }

  @Test
  void failedCallAnswersTheNegativeErrorNumber() {
    assertThat(SystemCalls.call(SystemCall.CLOSE, -1)).isEqualTo(-9);
  }

  @Test
  void directoryMadeThroughTheCallIsThere(@TempDir Path scratch) {
    Path directory = scratch.resolve("made");
    try (Arena arena = Arena.ofConfined()) {
      long path = Memory.string(arena, directory.toString()).address();
      assertThat(SystemCalls.call(SystemCall.MKDIRAT, OpenFlags.WORKING_DIRECTORY, path, 0700))
          .isZero();
      assertThat(SystemCalls.call(SystemCall.MKDIRAT, OpenFlags.WORKING_DIRECTORY, path, 0700))
          .isEqualTo(-17);
    }
    assertThat(Files.isDirectory(directory)).isTrue();
  }

  @Test
  void closedDescriptorGivesNoNumber() {
    FileDescriptor descriptor = FileDescriptor.owning(SystemCalls.call(SystemCall.EVENTFD2, 0, 0));
    descriptor.close();

    assertThat(descriptor.isOpen()).isFalse();
    assertThatThrownBy(descriptor::number).isInstanceOf(IllegalStateException.class);
  }
}
