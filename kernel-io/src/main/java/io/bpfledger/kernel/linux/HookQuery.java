package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks hooks that keep a list of programs for it. */
final class HookQuery {

  /** Twice of what the kernel takes on one hook. */
  private static final int MEMBERS_LIMIT = 128;

  private static final int ATTRIBUTE_BYTES = 64;
  private static final int ATTACH_TYPE = 4;
  private static final int PROGRAM_IDS = 16;
  private static final int COUNT = 24;
  private static final int LINK_IDS = 40;
  private static final int REVISION = 56;

  private HookQuery() {}

  /** The programs of one direction of an interface, with the links that hold them. */
  static Result<HookMembers> tcx(NetworkInterface networkInterface, Direction direction) {
    String object = "tcx " + direction.word() + " of " + networkInterface.name();
    return NamespaceEntry.within(
            networkInterface.namespace(),
            Operation.QUERY_HOOK,
            () -> query(networkInterface.index(), direction.tcxAttachType(), true, object))
        .mapError(error -> interfaceRefused(error, networkInterface));
  }

  /** The programs attached to the cgroup itself, not those of the cgroups above it. */
  static Result<HookMembers> cgroup(Path cgroup, AttachType attachType) {
    String object = attachType + " of " + cgroup;
    try (Arena arena = Arena.ofConfined()) {
      long opened =
          SystemCalls.call(
              SystemCall.OPENAT,
              OpenFlags.WORKING_DIRECTORY,
              Memory.string(arena, cgroup.toString()).address(),
              OpenFlags.CLOSE_ON_EXEC);
      if (opened < 0) {
        KernelError error = Answer.error(opened, Operation.QUERY_HOOK, object);
        return Result.failure(cgroupRefused(error, cgroup));
      }
      try (FileDescriptor directory = FileDescriptor.owning(opened)) {
        return query(directory.number(), attachType, false, object)
            .mapError(error -> cgroupRefused(error, cgroup));
      }
    }
  }

  private static Result<HookMembers> query(
      int target, AttachType attachType, boolean linksAreTold, String object) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment programs = Memory.zeroed(arena, MEMBERS_LIMIT * (long) Integer.BYTES);
      MemorySegment links = Memory.zeroed(arena, MEMBERS_LIMIT * (long) Integer.BYTES);
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, target);
      Memory.setInt(attribute, ATTACH_TYPE, attachType.number());
      Memory.setLong(attribute, PROGRAM_IDS, programs.address());
      Memory.setInt(attribute, COUNT, MEMBERS_LIMIT);
      if (linksAreTold) {
        Memory.setLong(attribute, LINK_IDS, links.address());
      }
      long answer = SystemCalls.bpf(BpfCommand.PROG_QUERY, attribute);
      if (answer < 0) {
        return Result.failure(Answer.error(answer, Operation.QUERY_HOOK, object));
      }
      // Newer kernels count the changes of a cgroup, too, but do not let a link expect a count.
      long revision = linksAreTold ? Memory.longAt(attribute, REVISION) : 0;
      return Result.success(
          new HookMembers(revision, members(programs, links, Memory.intAt(attribute, COUNT))));
    }
  }

  private static List<HookMembers.Member> members(
      MemorySegment programs, MemorySegment links, int count) {
    List<HookMembers.Member> members = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      long offset = (long) index * Integer.BYTES;
      int link = Memory.intAt(links, offset);
      members.add(
          new HookMembers.Member(
              new ProgramId(Memory.intAt(programs, offset)),
              link == 0 ? Optional.empty() : Optional.of(new LinkId(link))));
    }
    return members;
  }

  private static KernelError interfaceRefused(KernelError error, NetworkInterface at) {
    return error.errno().equals(Errno.ENODEV)
        ? error.withFurtherDetail("interface " + at.index() + " is gone from " + at.namespace())
        : error;
  }

  private static KernelError cgroupRefused(KernelError error, Path cgroup) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withFurtherDetail("there is no cgroup " + cgroup);
      case "EBADF", "EINVAL" ->
          error.withFurtherDetail("it is no cgroup of version 2, or programs have no such hook");
      default -> error;
    };
  }
}
