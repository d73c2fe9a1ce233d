package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;

/**
 * TCX: the place is the interface index; flags say on which side of whom; {relative id@16,
 * expected_revision@24}.
 */
public final class TcxLink {

  private static final int BEFORE = 1 << 3;
  private static final int AFTER = 1 << 4;
  private static final int BY_ID = 1 << 5;
  private static final int OF_LINK = 1 << 13;

  private static final int RELATIVE = 16;
  private static final int EXPECTED_REVISION = 24;

  /** How the kernel is told a position. */
  private record Anchor(int flags, int id) {

    static Anchor of(TcxPosition position) {
      return switch (position) {
        case TcxPosition.Last _ -> new Anchor(0, 0);
        case TcxPosition.First _ -> new Anchor(BEFORE, 0);
        case TcxPosition.BeforeLink(var link) -> new Anchor(BEFORE | BY_ID | OF_LINK, link.value());
        case TcxPosition.AfterLink(var link) -> new Anchor(AFTER | BY_ID | OF_LINK, link.value());
        case TcxPosition.BeforeProgram(var program) -> new Anchor(BEFORE | BY_ID, program.value());
        case TcxPosition.AfterProgram(var program) -> new Anchor(AFTER | BY_ID, program.value());
      };
    }
  }

  private TcxLink() {}

  public static Result<LinkHandle> create(int program, TcxTarget target) {
    NetworkInterface networkInterface = target.networkInterface();
    Anchor anchor = Anchor.of(target.position());
    return NamespaceEntry.within(
            networkInterface.namespace(),
            Operation.CREATE_LINK,
            () ->
                LinkCreate.call(
                    program,
                    networkInterface.index(),
                    target.direction().tcxAttachType(),
                    anchor.flags(),
                    (attribute, _) -> {
                      Memory.setInt(attribute, RELATIVE, anchor.id());
                      Memory.setLong(attribute, EXPECTED_REVISION, target.expectedRevision());
                    },
                    target))
        .mapError(error -> explain(error, target));
  }

  private static KernelError explain(KernelError error, TcxTarget target) {
    return switch (error.errno().name()) {
      case "ESTALE" ->
          error.withDetail(
              "the hook is not at revision "
                  + target.expectedRevision()
                  + " any more: somebody attached or detached; look again");
      case "ENOENT" ->
          error.withDetail("the program or link to go beside is not on this hook, or gone");
      case "EEXIST" -> error.withDetail("this program is on the hook already");
      case "ERANGE" -> error.withDetail("the hook holds 64 programs already");
      case "ENODEV" ->
          error.withDetail(
              "there is no interface of index "
                  + target.networkInterface().index()
                  + " any more in "
                  + target.networkInterface().namespace());
      case "EINVAL" -> error.withDetail("the program must be of type sched_cls");
      case "EPERM" -> error.withDetail("attaching TCX programs needs CAP_NET_ADMIN and CAP_BPF");
      default -> error;
    };
  }
}
