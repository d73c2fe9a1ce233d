package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.NetworkSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A bpffs and a network namespace of our own on the kernel of this machine. */
public final class LinuxWorld implements World {

  /** How many files a process of ours may open: enough for a JVM, and soon used up. */
  private static final int FILES_MAX = 256;

  /** A process that has not answered by then is killed, and answers nothing. */
  private static final int ANSWER_TIMEOUT_SECONDS = 60;

  private static final int PAGE_BYTES = 4096;

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final NetworkSandbox sandbox = NetworkSandbox.open();
  private final BpffsSandbox bpffs = BpffsSandbox.open();
  private Optional<CgroupSandbox> cgroup = Optional.empty();
  private Optional<Path> binary = Optional.empty();
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
  public Path cgroup() {
    return ownCgroup().path();
  }

  @Override
  public long cgroupId() {
    return ownCgroup().id();
  }

  @Override
  public void removeCgroup() {
    ownCgroup().close();
  }

  private CgroupSandbox ownCgroup() {
    CgroupSandbox ours = cgroup.orElseGet(CgroupSandbox::open);
    cgroup = Optional.of(ours);
    return ours;
  }

  @Override
  public Path binary() {
    Path ours = binary.orElseGet(LinuxWorld::makeBinary);
    binary = Optional.of(ours);
    return ours;
  }

  private static Path makeBinary() {
    try {
      return Files.write(Files.createTempFile("bpfledger-binary", ""), new byte[PAGE_BYTES]);
    } catch (IOException unmakeable) {
      throw new UncheckedIOException(unmakeable);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }

  @Override
  public int livingProcess() {
    return (int) ProcessHandle.current().pid();
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
    binary.ifPresent(LinuxWorld::delete);
    cgroup.ifPresent(CgroupSandbox::close);
    if (namespaceStands) {
      sandbox.close();
    }
    kernel.close();
  }
}
