package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.linux.LinuxKernel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The process of a {@link DyingScript} on Linux: it runs the script, prints the answer and waits to
 * be killed.
 */
final class DyingProcess {

  /** What the line with the answer begins with. */
  static final String ANSWER = "answer: ";

  private DyingProcess() {}

  public static void main(String[] arguments) throws IOException {
    DyingScript script = DyingScript.valueOf(arguments[0]);
    Path bpffs = Path.of(arguments[1]);
    NetworkInterface device =
        new NetworkInterface(
            new NetworkNamespace(arguments[2]), Integer.parseInt(arguments[3]), arguments[4]);
    Kernel kernel = LinuxKernel.open().orThrow();
    System.out.println(ANSWER + script.run(kernel, bpffs, device));
    // Standard input ends when whoever started this is gone: then it goes, too.
    int end = System.in.read();
    Runtime.getRuntime().halt(end < 0 ? 1 : 0);
  }
}
