package io.bpfledger.proof.contract;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A world for each test, and the words contracts are written in. */
abstract class ContractTest {

  private final Supplier<World> worlds;
  private final List<AutoCloseable> open = new ArrayList<>();
  private World world;

  ContractTest(Supplier<World> worlds) {
    this.worlds = worlds;
  }

  @BeforeEach
  void openWorld() {
    world = worlds.get();
  }

  @AfterEach
  void closeWorld() throws Exception {
    for (AutoCloseable handle : open.reversed()) {
      handle.close();
    }
    open.clear();
    world.close();
  }

  World world() {
    return world;
  }

  Kernel kernel() {
    return world.kernel();
  }

  Path path(String name) {
    return world.bpffs().resolve(name);
  }

  /** Closes it when the test is over; what a test closes earlier is not closed twice. */
  <T extends AutoCloseable> T keep(T handle) {
    open.add(handle);
    return handle;
  }

  <T extends AutoCloseable> T keep(Result<T> opened) {
    return keep(opened.orThrow());
  }

  static ObjectBytes object(String name) {
    return World.object(name);
  }

  LoadedObject load(String object, String... programs) {
    ProgramSelection[] selection =
        Arrays.stream(programs).map(ProgramSelection::of).toArray(ProgramSelection[]::new);
    return keep(kernel().objects().load(LoadRequest.of(object, object(object), selection)));
  }

  ProgramHandle program(String object, String program) {
    return load(object, program).program(program);
  }

  ProgramHandle xdpPass() {
    return program("xdp_verdicts", "pass_one");
  }

  ProgramHandle xdpDrop() {
    return program("xdp_verdicts", "drop_one");
  }

  ProgramHandle tcOk() {
    return program("tc_verdicts", "ok_one");
  }

  ProgramHandle tcShot() {
    return program("tc_verdicts", "shot_one");
  }

  static void assertRefused(Result<?> result, Errno errno) {
    Assertions.assertThat(result.problem())
        .hasValueSatisfying(
            error -> Assertions.assertThat(error.errno()).as(error.message()).isEqualTo(errno));
  }

  /**
   * What is in a directory of a bpffs, but for what the kernel itself puts into every new one:
   * files with a '.' in their name, which nobody else can make.
   */
  List<BpffsEntry> entries(Path directory) {
    return kernel().bpffs().list(directory).orThrow().stream()
        .filter(entry -> !entry.path().getFileName().toString().contains("."))
        .toList();
  }

  static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }

  static int intOf(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }

  static long longOf(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
  }
}
