package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import java.util.Optional;
import java.util.function.Supplier;

/** What links of all kinds are asked, one step of a link's life each. */
abstract class LinkKindContract extends ContractTest {

  /** Above every id that Linux gives a process. */
  static final int NO_PROCESS = Integer.MAX_VALUE - 1;

  LinkKindContract(Supplier<World> worlds) {
    super(worlds);
  }

  final Result<LinkHandle> create(ProgramHandle program, LinkTarget target) {
    return kernel().links().create(program, target);
  }

  final LinkHandle attach(ProgramHandle program, LinkTarget target) {
    return keep(create(program, target));
  }

  final LinkInfo info(LinkHandle link) {
    return kernel().links().info(link).orThrow();
  }

  final ProgramId idOf(ProgramHandle program) {
    return kernel().programs().info(program).orThrow().id();
  }

  /** A link that keeps program and hook for life, as all on tracepoints and probes do. */
  final void assertBoundForLife(
      ProgramHandle program, ProgramHandle other, LinkTarget target, LinkDetails details) {
    LinkHandle link = attach(program, target);
    assertTells(link, program, details);
    assertRefused(kernel().links().update(link, other, Optional.empty()), Errno.EINVAL);
    assertRefused(kernel().links().detach(link), Errno.EOPNOTSUPP);
    assertTells(link, program, details);
    assertEndsWithItsHandle(link);
  }

  final void assertTells(LinkHandle link, ProgramHandle program, LinkDetails details) {
    LinkInfo info = info(link);
    assertThat(info.program()).contains(idOf(program));
    assertThat(info.details()).isEqualTo(details);
    assertThat(kernel().links().describe(info.id()).orThrow()).isEqualTo(info);
  }

  final void assertTakesAnotherProgram(LinkHandle link, ProgramHandle current, ProgramHandle next) {
    assertRefused(kernel().links().update(link, next, Optional.of(next)), Errno.EPERM);
    assertThat(info(link).program()).contains(idOf(current));
    kernel().links().update(link, next, Optional.of(current)).orThrow();
    assertThat(info(link).program()).contains(idOf(next));
  }

  /** The link stays as an object, and to detach it again does no harm. */
  final void assertDetachesByForce(LinkHandle link, LinkDetails afterwards) {
    LinkInfo before = info(link);
    kernel().links().detach(link).orThrow();
    kernel().links().detach(link).orThrow();
    LinkInfo after = info(link);
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.program()).isEqualTo(before.program());
    assertThat(after.details()).isEqualTo(afterwards);
  }

  final void assertEndsWithItsHandle(LinkHandle link) {
    LinkId id = info(link).id();
    link.close();
    Eventually.holds(() -> !kernel().links().describe(id).succeeded());
    assertRefused(kernel().links().describe(id), Errno.ENOENT);
    assertRefused(kernel().links().open(id), Errno.ENOENT);
  }
}
