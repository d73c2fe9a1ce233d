package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link in the kernel: it keeps its program alive, and what it holds is free again when its last
 * reference goes.
 */
final class LinkObject extends KernelObject {

  private final Machine machine;
  private final Attachment attachment;

  /** Only a struct_ops link has none. */
  private @Nullable ProgramObject program;

  LinkObject(Machine machine, int id, Attachment attachment, @Nullable ProgramObject program) {
    super(id);
    this.machine = machine;
    this.attachment = attachment;
    this.program = program;
  }

  /** The attachment has been made; until then a refusal must leave no trace. */
  void keepProgram() {
    if (program != null) {
      program.retain();
    }
  }

  Attachment attachment() {
    return attachment;
  }

  Optional<ProgramObject> program() {
    return Optional.ofNullable(program);
  }

  boolean runs(ProgramObject candidate) {
    return program == candidate;
  }

  void replaceProgram(ProgramObject next, Optional<ProgramObject> expected) {
    ProgramObject current = program;
    if (current == null) {
      throw new Refusal(Errno.EINVAL, "a link of this kind runs no program of its own");
    }
    attachment.requireReplaceable(this, current, next, expected);
    if (next != current) {
      next.retain();
      program = next;
      current.release();
      attachment.replaced(this);
    }
  }

  void detachByForce() {
    if (!attachment.detachesByForce()) {
      throw new Refusal(
          Errno.EOPNOTSUPP, "links of this kind detach only with their last handle and pin");
    }
    attachment.detach(this);
  }

  LinkInfo info() {
    return new LinkInfo(
        new LinkId(id()),
        attachment.linkType(),
        program().map(running -> new ProgramId(running.id())),
        attachment.details());
  }

  @Override
  void vanish() {
    machine.links().remove(this);
    attachment.detach(this);
    attachment.vanish();
    if (program != null) {
      program.release();
    }
  }

  @Override
  String describe() {
    return "link " + id();
  }
}
