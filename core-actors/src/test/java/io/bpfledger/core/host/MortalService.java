package io.bpfledger.core.host;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.TestObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A process with the service in it, of which several people at once want all sorts of things, until
 * it is killed.
 */
final class MortalService extends Installation {

  static final List<HookCase> HOOKS =
      List.of(HookCase.XDP, HookCase.TC_INGRESS, HookCase.TCX_INGRESS);
  static final Attachment TRACEPOINT =
      new TracepointAttachment("syscalls", LibraryCall.TRACEPOINT, 0);

  private static final String READY = "ready";
  private static final int PEOPLE = 4;
  private static final int OPERATIONS_BEFORE = 6;
  private static final int LINKS_MAX = 12;
  private static final int PROGRAMS_MAX = 8;

  private final Kernel kernel;
  private final Device device;
  private final AtomicInteger done = new AtomicInteger();

  private MortalService(Kernel kernel, Path bpffs, Path state, Device device) {
    super(bpffs, state, RandomGenerator.getDefault());
    this.kernel = kernel;
    this.device = device;
  }

  @Override
  <T> T observe(Function<Kernel, T> look) {
    return look.apply(kernel);
  }

  /** Lives until it is killed, or its parent is gone. */
  public static void main(String[] arguments) throws IOException {
    MortalService service =
        new MortalService(
            LinuxKernel.open().orThrow(),
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            new Device(arguments[2], arguments[3]));
    service.start(service.kernel, _ -> ConfigFactory.empty());
    for (int person = 0; person < PEOPLE; person++) {
      Thread.ofPlatform().daemon().start(service::ask);
    }
    while (System.in.read() >= 0) {
      // The parent says nothing.
    }
  }

  /** Starts such a process; returns when it is busy. */
  static Process startProcess(RealWorld world, Device device) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            MortalService.class.getName(),
            world.bpffs().toString(),
            world.state().toString(),
            device.namespace(),
            device.name());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // Closing would be the end of the process, and is done by its killer.
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
        if (line == null) {
          throw new AssertionError("the process ended by itself: " + process.waitFor());
        }
      }
      return process;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** SIGKILL. */
  static void kill(Process process) {
    try {
      if (!process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
        throw new AssertionError("does not die: " + process);
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private void ask() {
    RandomGenerator random = RandomGenerator.getDefault();
    while (true) {
      askForSomething(random);
      if (done.incrementAndGet() == OPERATIONS_BEFORE) {
        System.out.println(READY);
      }
    }
  }

  /** Answers do not matter here: several ask for what cannot all be. */
  private void askForSomething(RandomGenerator random) {
    List<ProgramView> programs =
        ledger().programs().stream()
            .filter(program -> program.state() instanceof ProgramState.Loaded)
            .toList();
    List<LinkKey> links =
        ledger().links().stream()
            .filter(link -> link.state() instanceof LinkState.Attached)
            .map(LinkView::key)
            .toList();
    int dice = random.nextInt(10);
    if (programs.size() < 4 || (dice == 0 && programs.size() < PROGRAMS_MAX)) {
      loadOne(random.nextInt(4));
    } else if (dice == 1) {
      var _ = tryUnload(one(programs, random).key());
    } else if (!links.isEmpty() && (dice < 5 || links.size() > LINKS_MAX)) {
      var _ = tryDetach(one(links, random));
    } else {
      ProgramView program = one(programs, random);
      var _ = tryAttach(newLink(), program.key(), attachment(program, random));
    }
  }

  private static <T> T one(List<T> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }

  private void loadOne(int which) {
    ProgramKey _ =
        switch (which) {
          case 0 -> load(TestObject.named("xdp_verdicts"), "count_one", AttachKind.XDP);
          case 1 -> load(TestObject.named("tc_verdicts"), "count_one", AttachKind.TC);
          case 2 -> load(TestObject.named("tc_verdicts"), "count_one", AttachKind.TCX);
          default -> load(TestObject.named("tracing"), "on_tracepoint", AttachKind.TRACEPOINT);
        };
  }

  private Attachment attachment(ProgramView program, RandomGenerator random) {
    AttachKind kind = program.program().spec().kind();
    return HOOKS.stream()
        .filter(hook -> hook.kind() == kind)
        .findFirst()
        .<Attachment>map(hook -> hook.on(device, random.nextInt(1, 5)))
        .orElse(TRACEPOINT);
  }
}
