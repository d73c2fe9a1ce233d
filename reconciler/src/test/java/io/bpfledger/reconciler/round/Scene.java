package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of rounds begin with: a machine with an interface and a tracepoint. */
abstract class Scene {

  static final ObjectBytes TRACE =
      DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace"));
  static final Attachment SCHED_SWITCH = new TracepointAttachment("sched", "sched_switch", 0);

  static final ObjectBytes CGROUP = DeclaredObject.of(DeclaredProgram.in("cgroup/sysctl", "gate"));
  static final Path GROUP = Path.of("/sys/fs/cgroup/unified/bpfledger-test");

  static final Attachment ON_CGROUP = new CgroupSysctlAttachment(GROUP.toString());

  private static final int XDP_PASS = 2;
  private static final int TC_PIPE = 3;
  private static final int TCX_NEXT = -1;

  @TempDir private Path scratch;
  Machine machine;
  NetworkNamespace blue;
  NetworkInterface veth;
  Device device;

  @BeforeEach
  void setUp() {
    machine = Machine.start(scratch);
    machine.outside().addTracepoint("sched", "sched_switch");
    var _ = machine.outside().addCgroup(GROUP);
    blue = machine.outside().addNamespace("blue");
    veth = machine.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void tearDown() {
    machine.close();
  }

  ProgramKey trace() {
    return machine.load(TRACE, "trace", AttachKind.TRACEPOINT);
  }

  private static ObjectBytes passing(String section, String name, int action) {
    return DeclaredObject.empty()
        .counter("hits")
        .program(DeclaredProgram.in(section, name).counting("hits").returning(action))
        .bytes();
  }

  ProgramKey cgroup() {
    return machine.load(CGROUP, "gate", AttachKind.CGROUP_SYSCTL);
  }

  ProgramKey xdp(String name) {
    return machine.load(passing("xdp", name, XDP_PASS), name, AttachKind.XDP);
  }

  ProgramKey tc(String name) {
    return machine.load(passing("tc", name, TC_PIPE), name, AttachKind.TC);
  }

  ProgramKey tcx(String name) {
    return machine.load(passing("tcx/ingress", name, TCX_NEXT), name, AttachKind.TCX);
  }

  DeviceAttachment onXdp(int priority) {
    return new XdpAttachment(device, XdpMode.AUTOMATIC, priority, ProceedOn.OfXdp.DEFAULT);
  }

  DeviceAttachment onTc(int priority) {
    return new TcAttachment(device, Direction.INGRESS, priority, ProceedOn.OfTc.DEFAULT);
  }

  DeviceAttachment onTcx(int priority) {
    return new TcxAttachment(device, Direction.INGRESS, priority);
  }

  List<TcFilter> filters() {
    try (SimulatedProcess observer = machine.machine().startProcess("observer")) {
      return observer.trafficControl().filters(new TcTarget(veth, Direction.INGRESS)).orThrow();
    }
  }

  /** Detaches whatever link is attached to the kernel, as {@code bpftool link detach} does. */
  void detachAllInKernel() {
    machine.inventory().links().ids().forEach(id -> machine.outside().detach(id));
  }

  /** Removes the pins of all links that are there, and with them the links. */
  void removeLinkPins() {
    machine.inventory().pins().getFirst().pins().stream()
        .map(Pin::path)
        .filter(path -> path.startsWith(Machine.BPFFS.resolve("links")))
        .forEach(machine.outside()::unlink);
  }

  /** At most two rounds do all there is to be done, and the next does nothing. */
  List<RoundReport> converge() {
    List<RoundReport> rounds = new ArrayList<>();
    rounds.add(machine.round());
    rounds.add(machine.round());
    expectQuiet();
    return rounds;
  }

  /** A round that writes nothing to the ledger and changes nothing in the kernel. */
  RoundReport expectQuiet() {
    machine.awaitSettled();
    long entries = machine.ledger().entries();
    List<String> changes = machine.changes();
    RoundReport report = machine.round();
    assertThat(report.plan().describe()).as("what there is still to be done").isEmpty();
    assertThat(machine.ledger().entries() - entries).as("events of a quiet round").isZero();
    assertThat(machine.changes()).as("kernel changes of a quiet round").isEqualTo(changes);
    return report;
  }

  void expectClean() {
    RoundReport report = expectQuiet();
    assertThat(report.comparison().differences()).as("differences").isEmpty();
    assertThat(report.isClean()).isTrue();
  }

  static List<String> codes(List<RoundReport> rounds) {
    return rounds.stream().flatMap(round -> round.comparison().codes().keySet().stream()).toList();
  }

  static List<StepResult.Outcome> outcomes(RoundReport round) {
    return round.results().stream().map(StepResult::outcome).toList();
  }

  void expectAttached(LinkKey... links) {
    assertThat(List.of(links)).extracting(machine::phase).containsOnly("attached");
  }
}
