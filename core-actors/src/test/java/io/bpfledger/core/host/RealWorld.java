package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.OpenDescriptors;
import io.bpfledger.kernel.testing.TestObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The kernel of this machine, and bpfledger upon it with a bpffs, a network namespace and a cgroup
 * of its own.
 */
final class RealWorld extends Installation {

  /** Perf events are not looked at: the service listens to the kernel with one for each CPU. */
  private static final String BPF_OBJECT = "anon_inode:bpf";

  private final Kernel machine;
  private final BpffsSandbox bpffs;
  private final Path state;
  private final NetworkSandbox network = NetworkSandbox.open();
  private final CgroupSandbox cgroup = CgroupSandbox.open();
  private final Wanderer wanderer = new Wanderer();
  private final List<String> heldBefore;
  private boolean networkStands = true;

  private RealWorld(Kernel machine, BpffsSandbox bpffs, Path state) {
    super(bpffs.path(), state, RandomGenerator.getDefault());
    this.machine = machine;
    this.bpffs = bpffs;
    this.state = state;
    heldBefore = heldDescriptors();
  }

  /** Everything is there, and the service runs. */
  static RealWorld start() {
    RealWorld world = prepare();
    try {
      world.start(world.machine, _ -> ConfigFactory.empty());
    } catch (RuntimeException | AssertionError failure) {
      world.close();
      throw failure;
    }
    return world;
  }

  /** Everything is there, but the service does not run. */
  static RealWorld prepare() {
    try {
      return new RealWorld(
          LinuxKernel.open().orThrow(),
          BpffsSandbox.open(),
          Files.createTempDirectory("bpfledger-reality"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void startService() {
    start(machine, _ -> ConfigFactory.empty());
  }

  /** Ends the service in good order, and starts it anew. */
  void restart() {
    stop();
    startService();
    awaitSettled();
  }

  @Override
  <T> T observe(Function<Kernel, T> look) {
    return look.apply(machine);
  }

  Kernel machine() {
    return machine;
  }

  Path bpffs() {
    return bpffs.path();
  }

  Path state() {
    return state;
  }

  NetworkSandbox network() {
    return network;
  }

  void removeNetwork() {
    networkStands = false;
    network.close();
  }

  CgroupSandbox cgroup() {
    return cgroup;
  }

  /** A thread that can be told to move from one CPU to another. */
  Wanderer wanderer() {
    return wanderer;
  }

  static int self() {
    return (int) ProcessHandle.current().pid();
  }

  /** A program of a test object, and the values of its globals. */
  ProgramSpec spec(String object, String program, AttachKind kind, Map<String, Integer> globals) {
    return spec(
        TestObject.named(object), program, kind, globals, Optional.empty(), Optional.empty());
  }

  ProgramSpec spec(
      ObjectBytes object,
      String program,
      AttachKind kind,
      Map<String, Integer> globals,
      Optional<String> function,
      Optional<ProgramKey> mapOwner) {
    TreeMap<String, Bytes> values = new TreeMap<>();
    globals.forEach(
        (name, value) -> values.put(name, Bytes.copyOf(TestObject.number(value, Integer.BYTES))));
    return new ProgramSpec(
        program, kind, Optional.empty(), function, bytecode(object), values, mapOwner);
  }

  /** What a program has counted in a place of a map, read through the map's pin. */
  long count(ProgramKey program, String map, int place) {
    return TestObject.longAt(element(program, map, place), 0);
  }

  Instance instance() {
    return ledger().entities().stream()
        .map(EntityView::stream)
        .filter(stream -> stream.kind() == StreamKind.HOST)
        .findFirst()
        .map(StreamId::key)
        .map(Instance::parse)
        .orElseThrow();
  }

  /** The programs in the kernel that bear the mark of this installation, chains included. */
  Set<ProgramId> marked() {
    Instance instance = instance();
    Set<ProgramId> marked = new TreeSet<>();
    for (ProgramInfo program : inventory().programs().infos()) {
      Marker.of(machine, program)
          .asOptional()
          .flatMap(marker -> marker)
          .filter(marker -> marker.instance().equals(instance))
          .ifPresent(_ -> marked.add(program.id()));
    }
    return marked;
  }

  /** The links in the kernel that run a program with the mark of this installation. */
  List<LinkInfo> markedLinks() {
    Set<ProgramId> marked = marked();
    return inventory().links().infos().stream()
        .filter(link -> link.program().filter(marked::contains).isPresent())
        .toList();
  }

  /** The kernel frees programs a moment after their last user is gone. */
  void awaitMarked(int programs) {
    await(programs + " programs of ours in the kernel", 5, () -> marked().size() == programs);
  }

  /** A service that has nothing to do holds no object of the kernel. */
  void expectNoHandles() {
    await("no descriptor of BPF held", 5, () -> heldDescriptors().equals(heldBefore));
  }

  /** Also what a test that failed left loaded. */
  void unloadAll() {
    ledger().programs().stream()
        .filter(program -> program.state() instanceof ProgramState.Loaded)
        .forEach(program -> expectDone(tryUnload(program.key())));
  }

  void expectNothingLeft() {
    awaitMarked(0);
    assertThat(pins()).isEmpty();
    expectNoHandles();
  }

  private static List<String> heldDescriptors() {
    return OpenDescriptors.now().targets().values().stream()
        .filter(target -> target.startsWith(BPF_OBJECT))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    try (AutoCloseable _ = machine;
        AutoCloseable _ = this::deleteState;
        AutoCloseable _ = wanderer;
        AutoCloseable _ = bpffs;
        AutoCloseable _ = cgroup;
        AutoCloseable _ = this::closeNetwork;
        AutoCloseable _ = super::close) {
      // Each is closed, whatever becomes of the others.
    } catch (RuntimeException | AssertionError failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError("cannot leave this world", failure);
    }
  }

  private void closeNetwork() {
    if (networkStands) {
      network.close();
    }
  }

  private void deleteState() throws IOException {
    try (var files = Files.walk(state)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
