package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.LinkReader;
import io.bpfledger.kernel.linux.LinkWriter;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.CountingProgram;

/** What the tests of all kinds of links do with a link. */
final class LinkBench {

  static final LinkWriter WRITER = new LinkWriter(new LinuxFeatures());
  static final LinkReader READER = new LinkReader();

  private LinkBench() {}

  static LinkHandle attach(CountingProgram program, LinkTarget target) {
    return WRITER.create(program.handle(), target).orThrow();
  }

  static KernelError refusal(CountingProgram program, LinkTarget target) {
    return WRITER.create(program.handle(), target).problem().orElseThrow();
  }

  /** The details of a link that runs the program; what the kernel tells is what was asked. */
  static LinkDetails details(LinkHandle link, CountingProgram program) {
    LinkInfo info = READER.info(link).orThrow();
    assertThat(info.program()).contains(program.id());
    return info.details();
  }
}
