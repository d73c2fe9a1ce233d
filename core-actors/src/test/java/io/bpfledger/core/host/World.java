package io.bpfledger.core.host;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.answer.Faults;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.FaultPlan;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A simulated machine, and bpfledger upon it. */
final class World extends Installation {

  static final Path BPFFS = Path.of("/run/bpfledger/fs");
  private static final String SERVICE = "bpfledger";
  private static final String URL = "akka-persistence-jdbc.shared-databases.ledger.db.url";
  private static final int FOREVER = Integer.MAX_VALUE;

  private final SimulatedHost machine;
  private int hitsBefore;
  private volatile Runnable interruption = () -> {};

  private World(Path scratch) {
    super(BPFFS, scratch, new Random(7));
    machine = SimulatedHost.builder(7).pause((_, _, _) -> interruption.run()).build();
  }

  /** Everything is there, and the service runs. */
  static World start(Path scratch) {
    Faults.clear();
    World world = new World(scratch);
    world.start();
    return world;
  }

  /** Starts the service, which must not be running. */
  void start() {
    SimulatedProcess kernel = machine.startProcess(SERVICE);
    // Who is dead writes nothing any more.
    kernel.whenDead(() -> failJournalFrom(Faults.Point.BEGIN));
    start(kernel, World::faultyJournal);
  }

  private static Config faultyJournal(StoreSettings settings) {
    String url = settings.database().journalConfiguration().getString(URL);
    return ConfigFactory.parseString(
        """
        akka-persistence-jdbc.shared-databases.ledger.db.driver = "io.bpfledger.journal.answer.FaultDriver"
        jdbc-journal.circuit-breaker { max-failures = 1000, call-timeout = 5s, reset-timeout = 200ms }
        """
            + URL
            + " = \""
            + url.replace("jdbc:", "jdbc:fault:")
            + "\"");
  }

  @Override
  <T> T observe(Function<Kernel, T> look) {
    try (SimulatedProcess observer = machine.startProcess("observer")) {
      return look.apply(observer);
    }
  }

  private SimulatedProcess process() {
    return (SimulatedProcess) kernel();
  }

  int openHandles() {
    return process().openHandles();
  }

  SimulatedHost machine() {
    return machine;
  }

  OutsideWorld outside() {
    return machine.outside();
  }

  /** The service meets this fault in the kernel, and no other. */
  void planKernelFault(Fault fault) {
    clearKernelFaults();
    kernelFaults().add(fault);
  }

  void clearKernelFaults() {
    kernelFaults().clear();
    hitsBefore = kernelFaults().hits();
  }

  /** Whether a fault came since the last was planned. */
  boolean kernelFaultCame() {
    return kernelFaults().hits() > hitsBefore;
  }

  private FaultPlan kernelFaults() {
    return machine.faults(SERVICE);
  }

  @Override
  void stop() {
    super.stop();
    Faults.clear();
  }

  /** SIGKILL: nothing is written or done to the kernel any more. */
  void kill() {
    process().crash();
    abandon();
    Faults.clear();
  }

  /** Kills the service and starts it again; returns when all that was open is settled. */
  void restartAfterKill() {
    kill();
    start();
    awaitSettled();
  }

  void reboot() {
    kill();
    machine.reboot();
    start();
    awaitSettled();
  }

  int programsInKernel() {
    return inventory().programs().size();
  }

  int linksInKernel() {
    return inventory().links().size();
  }

  /** The kernel changes that the service has made or tried, such as {@code rename:PATH:ok}. */
  List<String> changes() {
    return machine.recording().changeLines(SERVICE);
  }

  private static void failJournalFrom(Faults.Point point) {
    Faults.plan(point, new Faults.Fault.Fails(new SQLException("no process, no write")), FOREVER);
  }

  /** The so many-th commit from now fails, counted from 0, and those after it do not. */
  static void failCommit(int spared) {
    Faults.planAfter(
        Faults.Point.COMMIT, new Faults.Fault.Fails(new SQLException("disk I/O error")), 1, spared);
  }

  /**
   * Does something in the moment before the service does an operation of this kind to the kernel.
   */
  void before(Operation operation, Runnable action) {
    interruption = action;
    kernelFaults().add(Fault.slow(new Fault.Where.NthOf(operation, 1), 1));
  }

  @Override
  public void close() {
    Faults.clear();
    super.close();
  }
}
