package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.NetworkSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A bpffs and a network namespace of our own on the kernel of this machine. */
public final class LinuxWorld implements World {

  /** How many files a process of ours may open: enough for a JVM, and soon used up. */
  private static final int FILES_MAX = 256;

  /** A process that has not answered by then is killed, and answers nothing. */
  private static final int ANSWER_TIMEOUT_SECONDS = 60;

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final NetworkSandbox sandbox = NetworkSandbox.open();
  private final BpffsSandbox bpffs = BpffsSandbox.open();
  private boolean namespaceStands = true;

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Path bpffs() {
    return bpffs.path();
  }

  @Override
  public NetworkNamespace namespace() {
    return sandbox.namespace();
  }

  @Override
  public NetworkInterface addDevice(String name) {
    return sandbox.cable(name, name + "far").near();
  }

  @Override
  public void removeDevice(String name) {
    sandbox.delete(sandbox.lookup(name));
  }

  @Override
  public ProgramId runAndKill(DyingScript script, NetworkInterface device) {
    String made =
        firstLineOf(
            List.of(
                DyingProcess.class.getName(),
                script.name(),
                bpffs.path().toString(),
                device.namespace().path(),
                String.valueOf(device.index()),
                device.name()));
    return new ProgramId(Integer.parseUnsignedInt(made));
  }

  @Override
  public String inventoryWithoutDescriptors() {
    return firstLineOf(List.of(ScarceProcess.class.getName()));
  }

  /** Runs a class in a process of its own, and kills that when it has answered one line. */
  private static String firstLineOf(List<String> classAndArguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "ulimit -n " + FILES_MAX + "; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-MaxFDLimit",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(classAndArguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      CompletableFuture<Boolean> tooLate =
          CompletableFuture.supplyAsync(
              () -> process.isAlive() && process.destroyForcibly().isAlive(),
              CompletableFuture.delayedExecutor(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS));
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = output.readLine();
        if (line == null || !line.startsWith(DyingProcess.ANSWER)) {
          throw new IllegalStateException(classAndArguments + " did not answer: " + line);
        }
        return line.substring(DyingProcess.ANSWER.length());
      } finally {
        tooLate.cancel(false);
        process.destroyForcibly().waitFor();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while " + classAndArguments + " ran", interrupted);
    }
  }

  @Override
  public void removeNamespace() {
    namespaceStands = false;
    sandbox.close();
  }

  @Override
  public void close() {
    bpffs.close();
    if (namespaceStands) {
      sandbox.close();
    }
    kernel.close();
  }
}
