package io.bpfledger.core.work;

import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkNamespace;
import java.nio.file.Path;

/** A kernel with something of every kind on it that programs can be attached to, only ours. */
interface LinkPlace extends AutoCloseable {

  Kernel kernel();

  Path bpffs();

  NetworkNamespace namespace();

  Path cgroup();

  /** A binary of a page that nobody runs. */
  Path binary();

  /** A library by its bare name, and a function in it. */
  String library();

  String function();

  /** A process that lives as long as this. */
  int process();

  /** A name that nobody else gives a structure. */
  String structure();

  default BootId boot() {
    return new BootId(kernel().host().bootId().orThrow());
  }

  default Layout layout() {
    return new Layout(bpffs());
  }

  default Workplace workplace() {
    return new Workplace(kernel(), layout(), Samples.INSTANCE, boot());
  }

  @Override
  void close();
}
