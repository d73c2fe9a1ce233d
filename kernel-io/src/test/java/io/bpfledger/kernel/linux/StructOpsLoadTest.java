package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RealKernel
final class StructOpsLoadTest {

  private static final Path ALGORITHMS =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

  private static final int ATTACH_STRUCT_OPS = 44;
  private static final int FLAG_LINK = 1 << 13;
  private static final String NAME = "bl" + ProcessHandle.current().pid();

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxObjects objects = new LinuxObjects(maps, new LinuxBpffs());

  @ParameterizedTest
  @ValueSource(strings = {"struct_ops", "struct_ops_link"})
  void loadedMapIsReadyForALinkButNotInEffect(String object) throws IOException {
    try (LoadedObject loaded = objects.load(congestion(object)).orThrow()) {
      MapInfo info = maps.info(loaded.map("congestion")).orThrow();
      assertThat(info.typeNumber()).isEqualTo(MapType.STRUCT_OPS.number());
      assertThat(info.flags() & FLAG_LINK).isNotZero();
      assertThat(algorithms()).doesNotContain(NAME);

      try (FileDescriptor _ = attach(LinuxMap.number(loaded.map("congestion")))) {
        assertThat(algorithms()).contains(NAME);
      }
      assertThat(algorithms()).doesNotContain(NAME);
    }
  }

  @Test
  void structureLoadsWhileOneOfItsNameIsInEffect() {
    try (LoadedObject first = objects.load(congestion("struct_ops")).orThrow()) {
      FileDescriptor link = attach(LinuxMap.number(first.map("congestion")));
      try (LoadedObject second = objects.load(congestion("struct_ops")).orThrow()) {
        link.close();
        try (FileDescriptor next = attach(LinuxMap.number(second.map("congestion")))) {
          assertThat(next.isOpen()).isTrue();
        }
      } finally {
        link.close();
      }
    }
  }

  @Test
  void mapWhoseProgramsAreNotAllChosenIsRefused() {
    KernelError error =
        objects.load(TestObject.load("struct_ops", "ssthresh")).problem().orElseThrow();

    assertThat(error.message()).contains("map congestion of struct_ops", "cong_avoid");
  }

  private static LoadRequest congestion(String object) {
    return LoadRequest.of(
        object,
        TestObject.congestionControl(object, NAME),
        ProgramSelection.of("ssthresh"),
        ProgramSelection.of("cong_avoid"),
        ProgramSelection.of("undo_cwnd"));
  }

  private static String algorithms() throws IOException {
    return Files.readString(ALGORITHMS);
  }

  private static FileDescriptor attach(int map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 64);
      Memory.setInt(attribute, 0, map);
      Memory.setInt(attribute, 8, ATTACH_STRUCT_OPS);
      return FileDescriptor.owning(SystemCalls.bpf(BpfCommand.LINK_CREATE, attribute));
    }
  }
}
