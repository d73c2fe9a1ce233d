package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In which order the kernel is changed, and by whom: what a crash in between can leave hangs on it.
 */
final class KernelOrderTest {

  @TempDir private Path scratch;
  private World world;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    world.outside().addTracepoint("sched", "sched_switch");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  /** The changes since this was last asked, with names in place of identifiers. */
  private List<String> changes() {
    List<String> lines =
        world.changes().stream()
            .map(line -> line.replace(World.BPFFS + "/", ""))
            .map(line -> line.replaceAll("[0-9A-HJKMNP-TV-Z]{26}", "#"))
            .map(line -> line.replaceAll("xdp-[0-9a-f]{32}", "hook"))
            .toList();
    world.machine().recording().clear();
    return lines;
  }

  private ProgramKey loadTrace() {
    return world.load(
        DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace")),
        "trace",
        AttachKind.TRACEPOINT);
  }

  @Test
  void aLoadMarksBeforeItPinsAndIsCommittedByOneRename() {
    changes();
    loadTrace();

    assertThat(changes())
        .containsExactly(
            "load:trace:ok",
            "create-map:map bpfledger_mark:ok",
            "update:map bpfledger_mark:ok",
            "freeze:map bpfledger_mark:ok",
            "bind-map:program trace:ok",
            "mkdir:programs:ok",
            "mkdir:tmp-#:ok",
            "mkdir:tmp-#/#:ok",
            "mkdir:tmp-#/#/maps:ok",
            "pin:tmp-#/#/program:ok",
            "rename:tmp-#:ok");
  }

  @Test
  void anUnloadTakesTheProgramAwayAtOnceAndThenApart() {
    ProgramKey program = loadTrace();
    changes();

    World.expectDone(world.tryUnload(program));

    assertThat(changes())
        .containsExactly(
            "rename:programs/#/#:ok",
            "unlink:tmp-#/program:ok",
            "rmdir:tmp-#/maps:ok",
            "rmdir:tmp-#:ok",
            "rmdir:programs/#:ok");
  }

  @Test
  void aLinkIsCommittedByItsPin() {
    ProgramKey program = loadTrace();
    changes();

    LinkKey link = world.attach(program, new TracepointAttachment("sched", "sched_switch", 0));
    assertThat(changes())
        .containsExactly(
            "attach:tracepoint sched/sched_switch:ok",
            "pin:links/#:ENOENT",
            "mkdir:links:ok",
            "pin:links/#:ok");

    World.expectDone(world.tryDetach(link));
    assertThat(changes()).containsExactly("unlink:links/#:ok");
  }

  @Test
  void aRevisionIsBuiltAsideAndPutInPlaceByOneUpdate() {
    world.outside().addInterface(NetworkNamespace.OWN, "veth0");
    Device device = Device.named("veth0");
    ProgramKey one = world.load(HookCase.XDP.counting("one"), "one", AttachKind.XDP);
    ProgramKey two = world.load(HookCase.XDP.counting("two"), "two", AttachKind.XDP);
    world.attach(one, HookCase.XDP.on(device, 10));
    changes();

    world.attach(two, HookCase.XDP.on(device, 20));
    World.await(
        "the old revision is swept",
        () -> world.pins().stream().noneMatch(pin -> pin.matches("dispatchers/.*/1/program")));

    List<String> changes = changes();
    assertThat(changes.indexOf("rename:tmp-#-2:ok"))
        .isPositive()
        .isGreaterThan(changes.lastIndexOf("pin:tmp-#-2/members:ok"))
        .isLessThan(changes.indexOf("update-link:link 1:ok"));
    assertThat(changes.stream().filter(line -> line.startsWith("update-link"))).hasSize(1);
    assertThat(changes.indexOf("unlink:dispatchers/hook/1/program:ok"))
        .isGreaterThan(changes.indexOf("update-link:link 1:ok"));
    assertThat(changes).noneMatch(line -> line.startsWith("detach"));
  }

  @Test
  void theKernelIsWaitedForOnlyByItsOwnThreads() {
    Set<String> threads = new ConcurrentSkipListSet<>();
    for (Operation operation : List.of(Operation.LOAD_OBJECT, Operation.CREATE_LINK)) {
      world.before(operation, () -> threads.add(Thread.currentThread().getName()));
      if (operation == Operation.LOAD_OBJECT) {
        loadTrace();
      } else {
        ProgramKey program = world.ledger().programs().getFirst().key();
        world.attach(program, new TracepointAttachment("sched", "sched_switch", 0));
      }
    }

    assertThat(threads)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name).contains("bpfledger.kernel-dispatcher"));
  }
}
