package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.linux.namespace.NamespaceFile;

/** Socket lookup: the place is a descriptor of the namespace. The link does not hold it. */
public final class SkLookupLink {

  private SkLookupLink() {}

  public static Result<LinkHandle> create(int program, SkLookupTarget target) {
    return NamespaceFile.open(target.namespace(), Operation.CREATE_LINK)
        .flatMap(
            namespace -> {
              try (namespace) {
                return LinkCreate.call(
                        program,
                        namespace.descriptor().number(),
                        AttachType.SK_LOOKUP,
                        0,
                        LinkCreate.NONE,
                        target)
                    .mapError(SkLookupLink::explain);
              }
            });
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "EINVAL" -> error.withDetail("the program must be of type sk_lookup");
      case "E2BIG" -> error.withDetail("the namespace has 64 such programs already");
      case "EPERM" ->
          error.withDetail("attaching to socket lookup needs CAP_NET_ADMIN and CAP_BPF");
      default -> error;
    };
  }
}
