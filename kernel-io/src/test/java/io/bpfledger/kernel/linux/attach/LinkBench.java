package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.LinkReader;
import io.bpfledger.kernel.linux.LinkWriter;
import io.bpfledger.kernel.linux.LinuxLink;
import io.bpfledger.kernel.linux.LinuxProgram;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.probe.IdleLink;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.CountingProgram;
import java.util.Optional;

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

  /**
   * The details of a link on a perf event, or of many kprobes; empty on kernels before 6.6, which
   * tell no more than its program of any such link.
   */
  static Optional<LinkDetails> toldDetails(LinkHandle link, CountingProgram program) {
    LinkDetails details = details(link, program);
    if (details instanceof LinkDetails.Unknown) {
      requireThatPerfLinksAreNotTold();
      return Optional.empty();
    }
    return Optional.of(details);
  }

  private static void requireThatPerfLinksAreNotTold() {
    try (CountingProgram program =
            CountingProgram.load(CountingProgram.Shape.of(ProgramType.PERF_EVENT, 0));
        LinuxLink idle =
            new LinuxLink(
                FileDescriptor.owning(IdleLink.open(LinuxProgram.number(program.handle()))))) {
      assertThat(details(idle, program)).isEqualTo(new LinkDetails.Unknown());
    }
  }
}
