package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.LinuxLink;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code BPF_LINK_CREATE}: {prog_fd@0, target_fd or target_ifindex@4, attach_type@8, flags@12} and
 * from 16 on what the kind asks for.
 */
final class LinkCreate {

  /**
   * The largest kind, uprobe_multi, ends at 60. Kernels that know less check that the rest is zero.
   */
  private static final int BYTES = 64;

  /** Writes the fields of one kind, from offset 16 on; what they point to lives in the arena. */
  interface Fields {

    void write(MemorySegment attribute, Arena arena);
  }

  static final Fields NONE = (_, _) -> {};

  private LinkCreate() {}

  static Result<LinkHandle> call(
      int program, int place, AttachType attachType, int flags, Fields fields, LinkTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, BYTES);
      Memory.setInt(attribute, 0, program);
      Memory.setInt(attribute, 4, place);
      Memory.setInt(attribute, 8, attachType.number());
      Memory.setInt(attribute, 12, flags);
      fields.write(attribute, arena);
      return opened(SystemCalls.bpf(BpfCommand.LINK_CREATE, attribute), target);
    }
  }

  static Result<LinkHandle> opened(long answer, LinkTarget target) {
    return Answer.opened(answer, Operation.CREATE_LINK, target.describe(), LinuxLink::new);
  }
}
