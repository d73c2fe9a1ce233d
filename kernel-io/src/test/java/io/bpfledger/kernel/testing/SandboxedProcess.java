package io.bpfledger.kernel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process inside a cgroup and a network namespace, run to its end. */
public final class SandboxedProcess {

  private static final long LIMIT_SECONDS = 60;

  /** The shell enters the cgroup and becomes the command. */
  private static final String ENTER = "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"";

  /** How it ended, and all that it said. */
  public record Outcome(int exitCode, String output) {

    /** The output of a process that ended well. */
    public String orThrow() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ": " + output);
      }
      return output;
    }
  }

  private SandboxedProcess() {}

  /** Runs the steps of {@link SocketSteps}, such as {@code send 7000 3}. */
  public static Outcome socketSteps(CgroupSandbox cgroup, NetworkSandbox network, String... steps) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                SocketSteps.class.getName()));
    command.addAll(List.of(steps));
    return run(cgroup, network, command);
  }

  public static Outcome run(CgroupSandbox cgroup, NetworkSandbox network, List<String> command) {
    List<String> entering =
        new ArrayList<>(List.of("/bin/sh", "-c", ENTER, cgroup.path().toString()));
    entering.addAll(command);
    // The child is born in the namespace of the thread that starts it.
    return await(network.within(() -> start(entering)));
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Outcome await(Process process) {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a child ran for more than " + LIMIT_SECONDS + " s");
      }
      byte[] output = process.getInputStream().readAllBytes();
      return new Outcome(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    } finally {
      process.destroyForcibly();
    }
  }
}
