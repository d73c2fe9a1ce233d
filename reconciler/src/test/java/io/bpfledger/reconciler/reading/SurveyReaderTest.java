package io.bpfledger.reconciler.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.foreign.ForeignCensus;
import io.bpfledger.reconciler.foreign.ForeignObject;
import io.bpfledger.reconciler.plan.Circumstances;
import io.bpfledger.reconciler.plan.Mandate;
import io.bpfledger.reconciler.plan.Plan;
import io.bpfledger.reconciler.plan.Planner;
import io.bpfledger.reconciler.survey.Survey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the service made is recognised, and so is what somebody does to it behind its back. */
final class SurveyReaderTest {

  private static final ObjectBytes TRACE =
      DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace"));
  private static final ObjectBytes XDP = DeclaredObject.of(DeclaredProgram.in("xdp", "pass"));
  private static final ObjectBytes CLASSIFIER =
      DeclaredObject.of(DeclaredProgram.in("classifier", "classify"));

  @TempDir private Path scratch;
  private RunningHost host;
  private NetworkInterface veth;
  private Device device;

  @BeforeEach
  void startService() {
    host = new RunningHost(scratch);
    host.outside().addTracepoint("sched", "sched_switch");
    NetworkNamespace blue = host.outside().addNamespace("blue");
    veth = host.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void stopService() {
    assertThat(host.openHandles()).isZero();
    host.close();
  }

  private LinkKey trace() {
    return host.attach(
        host.load(TRACE, "trace", AttachKind.TRACEPOINT),
        new TracepointAttachment("sched", "sched_switch", 0));
  }

  private LinkKey xdp(ProgramKey program, int priority) {
    return host.attach(
        program, new XdpAttachment(device, XdpMode.AUTOMATIC, priority, ProceedOn.OfXdp.DEFAULT));
  }

  private LinkKey tc(ProgramKey program, int priority) {
    return host.attach(
        program, new TcAttachment(device, Direction.INGRESS, priority, ProceedOn.OfTc.DEFAULT));
  }

  private LinkKey tcx(ProgramKey program, int priority) {
    return host.attach(program, new TcxAttachment(device, Direction.EGRESS, priority));
  }

  /** One and several members on each kind of hook, a link that stands alone, and ended ones. */
  private void everything() {
    trace();
    ProgramKey pass = host.load(XDP, "pass", AttachKind.XDP);
    xdp(pass, 10);
    xdp(host.load(XDP, "pass", AttachKind.XDP), 20);
    ProgramKey classify = host.load(CLASSIFIER, "classify", AttachKind.TC);
    tc(classify, 10);
    tc(classify, 20);
    tcx(host.load(CLASSIFIER, "classify", AttachKind.TCX), 20);
    tcx(host.load(CLASSIFIER, "classify", AttachKind.TCX), 10);
    host.detach(trace());
    host.unload(host.load(TRACE, "trace", AttachKind.TRACEPOINT));
  }

  @Test
  void whatTheServiceMadeAgreesWithItsLedger() {
    everything();

    assertThat(host.codes()).isEmpty();
    assertThat(ForeignCensus.list(host.ledger(), host.reader().read(host.ledger()))).isEmpty();
  }

  @Test
  void oneMemberOfAHookAgreesToo() {
    xdp(host.load(XDP, "pass", AttachKind.XDP), 10);
    tc(host.load(CLASSIFIER, "classify", AttachKind.TC), 10);
    tcx(host.load(CLASSIFIER, "classify", AttachKind.TCX), 10);

    assertThat(host.codes()).isEmpty();
  }

  @Test
  void secondLookSeesWhatTheFirstSaw() {
    everything();
    Survey first = host.reader().read(host.ledger());

    Survey second = host.reader().sweep(host.ledger(), first);

    assertThat(second).isEqualTo(first);
  }

  private HookKey hook(HookPoint point) {
    return new HookKey(point, device);
  }

  private Placement placement(HookPoint point) {
    return ((DispatcherState.Active) host.ledger().dispatcher(hook(point)).orElseThrow().state())
        .live()
        .placement();
  }

  @Test
  void linkOfAnXdpHookThatSomebodyDetachedIsFound() {
    everything();
    Placement.LinkHolder holder =
        (Placement.LinkHolder) ((Placement.Chain) placement(HookPoint.XDP)).holder();

    host.outside().detach(new LinkId(holder.link().kernelLinkId()));

    assertThat(host.codes()).containsExactly("dispatcher.absent");
    assertThat(host.compare().differences().getFirst().loss().orElseThrow().reason().word())
        .isEqualTo("defunct");
  }

  @Test
  void filterThatSomebodyDeletedIsFound() {
    everything();
    Placement.FilterHolder holder =
        (Placement.FilterHolder) ((Placement.Chain) placement(HookPoint.TC_INGRESS)).holder();

    host.outside().deleteFilter(veth, Direction.INGRESS, holder.priority(), holder.handle());

    assertThat(host.codes()).containsExactly("dispatcher.absent");
  }

  @Test
  void memberOfATcxHookThatSomebodyDetachedIsFound() {
    everything();
    Placement.Native members = (Placement.Native) placement(HookPoint.TCX_EGRESS);

    host.outside().detach(new LinkId(members.members().getFirst().hold().kernelLinkId()));

    assertThat(host.codes()).containsExactly("dispatcher.incomplete");
  }

  @Test
  void pinsThatSomebodyRemovedAreFound() {
    LinkKey link = trace();
    LinkState.Attached attached =
        (LinkState.Attached) host.ledger().link(link).orElseThrow().state();
    ProgramState.Loaded loaded =
        (ProgramState.Loaded)
            host.ledger().program(attached.link().program()).orElseThrow().state();

    host.outside().unlink(Path.of(loaded.load().pin()));
    assertThat(host.codes()).containsExactly("program.unpinned");

    host.outside().unlink(Path.of(((Hold.ByLink) attached.standing().hold()).pin()));
    assertThat(host.codes()).containsExactlyInAnyOrder("link.absent", "program.absent");
  }

  @Test
  void interfaceThatIsGoneTakesItsHooksWithIt() {
    everything();

    host.outside().removeInterface(veth);

    assertThat(host.codes()).containsExactly("dispatcher.device-gone");
  }

  @Test
  void linkThatRunsAnotherProgramNowIsReported() {
    xdp(host.load(XDP, "pass", AttachKind.XDP), 10);
    Placement.LinkHolder holder =
        (Placement.LinkHolder) ((Placement.Direct) placement(HookPoint.XDP)).holder();
    try (SimulatedProcess somebody = host.machine().startProcess("somebody");
        var loaded =
            somebody
                .objects()
                .load(LoadRequest.of("theirs", XDP, ProgramSelection.of("pass", AttachKind.XDP)))
                .orThrow()) {
      host.outside()
          .replaceProgram(
              new LinkId(holder.link().kernelLinkId()),
              somebody.programs().info(loaded.program("pass")).orThrow().id());

      assertThat(host.codes()).containsExactly("dispatcher.foreign-program");
      assertThat(ForeignCensus.list(host.ledger(), host.reader().read(host.ledger())))
          .hasAtLeastOneElementOfType(ForeignObject.Program.class);
    }
  }

  private Plan plan(Comparison comparison) {
    Ledger ledger = host.ledger();
    return Planner.plan(
        comparison,
        Mandate.of(ReconcilePolicy.DEFAULT),
        new Circumstances(ledger, ledger, Set.of(), Instant.EPOCH));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {
        "NEXT_PROGRAM",
        "NEXT_LINK",
        "NEXT_MAP",
        "OPEN_PIN",
        "LIST_DIRECTORY",
        "LIST_INTERFACES",
        "LIST_FILTERS",
        "QUERY_HOOK",
        "READ_HOST",
        "OPEN_MAP"
      })
  void whatCannotBeReadIsNeitherLostNorDeleted(Operation operation) {
    everything();
    host.machine().faults(RunningHost.SERVICE).add(Fault.failEvery(operation, Errno.EPERM));

    Comparison comparison = host.compare();
    host.machine().faults(RunningHost.SERVICE).clear();

    assertThat(plan(comparison).steps()).isEmpty();
    assertThat(comparison.differences())
        .allSatisfy(
            difference ->
                assertThat(difference.verdict().decision().word()).isIn("defer", "report"));
  }
}
