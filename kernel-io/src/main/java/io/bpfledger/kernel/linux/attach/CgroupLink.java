package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** A link on a cgroup: the place is a descriptor of its directory. The link does not hold it. */
final class CgroupLink {

  private static final int OPEN_FLAGS = OpenFlags.CLOSE_ON_EXEC | OpenFlags.DIRECTORY;

  private CgroupLink() {}

  static Result<LinkHandle> create(
      int program, Path cgroup, AttachType attachType, LinkTarget target) {
    if (!cgroup.isAbsolute()) {
      return Result.failure(
          KernelError.of(
              Operation.CREATE_LINK,
              target.describe(),
              Errno.EINVAL,
              "a cgroup is named by the absolute path of its directory"));
    }
    return open(cgroup, target)
        .flatMap(
            directory -> {
              try (FileDescriptor opened = directory) {
                return LinkCreate.call(
                    program, opened.number(), attachType, 0, LinkCreate.NONE, target);
              }
            })
        .mapError(error -> explain(error, cgroup));
  }

  private static Result<FileDescriptor> open(Path cgroup, LinkTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      long path = Memory.string(arena, cgroup.toString()).address();
      long answer =
          SystemCalls.call(SystemCall.OPENAT, OpenFlags.WORKING_DIRECTORY, path, OPEN_FLAGS);
      return Answer.opened(answer, Operation.CREATE_LINK, target.describe(), file -> file);
    }
  }

  private static KernelError explain(KernelError error, Path cgroup) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withDetail("there is no directory " + cgroup);
      case "ENOTDIR" -> error.withDetail(cgroup + " is no directory");
      case "EBADF" ->
          error.withDetail(
              cgroup + " is no cgroup of version 2; /proc/self/mountinfo says where those are");
      case "EINVAL" -> error.withDetail("the program was not loaded for this hook");
      case "E2BIG" -> error.withDetail("the hook holds 64 programs already");
      case "EPERM" ->
          error.withDetail(
              "a cgroup above has a program that does not let its children have any, or"
                  + " CAP_NET_ADMIN or CAP_BPF is missing");
      default -> error;
    };
  }
}
