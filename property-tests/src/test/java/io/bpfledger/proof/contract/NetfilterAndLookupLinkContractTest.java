package io.bpfledger.proof.contract;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class NetfilterAndLookupLinkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature({Feature.NETFILTER_LINK, Feature.SK_LOOKUP})
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private static final int IPV4 = 2;
    private static final int ARP = 3;
    private static final int IPV6 = 10;
    private static final int LOCAL_OUT = 3;
    private static final int HOOKS = 5;
    private static final int PRIORITY = -7;
    private static final int DEFRAGMENT = 1;

    @Test
    void netfilterLinkKeepsItsProgramAndLeavesItsHookByForce() {
      ProgramHandle program = program("netfilter", "accept_one");
      LinkHandle link = attach(program, hook(IPV4, LOCAL_OUT, PRIORITY));
      LinkDetails details = new LinkDetails.Netfilter(IPV4, LOCAL_OUT, PRIORITY, 0);

      assertTells(link, program, details);
      assertRefused(
          kernel().links().update(link, program("netfilter", "refuse_one"), Optional.of(program)),
          Errno.EOPNOTSUPP);
      assertDetachesByForce(link, details);
      assertEndsWithItsHandle(link);
    }

    @Test
    void netfilterLinkThatPutsFragmentsTogetherTellsSo() {
      ProgramHandle program = program("netfilter", "accept_one");

      assertTells(
          attach(
              program, new NetfilterTarget(world().namespace(), IPV4, LOCAL_OUT, PRIORITY, true)),
          program,
          new LinkDetails.Netfilter(IPV4, LOCAL_OUT, PRIORITY, DEFRAGMENT));
    }

    @Test
    void priorityOfANetfilterHookTakesOneLinkUntilThatIsDetached() {
      ProgramHandle program = program("netfilter", "accept_one");
      LinkHandle first = attach(program, hook(IPV4, LOCAL_OUT, PRIORITY));

      assertRefused(create(program, hook(IPV4, LOCAL_OUT, PRIORITY)), Errno.EBUSY);
      attach(program, hook(IPV4, LOCAL_OUT, PRIORITY + 1));
      attach(program, hook(IPV6, LOCAL_OUT, PRIORITY));
      attach(program, hook(IPV4, LOCAL_OUT - 1, PRIORITY));
      kernel().links().detach(first).orThrow();
      attach(program, hook(IPV4, LOCAL_OUT, PRIORITY));
    }

    @Test
    void netfilterHookThatDoesNotExistIsRefused() {
      ProgramHandle program = program("netfilter", "accept_one");

      assertRefused(create(program, hook(ARP, LOCAL_OUT, 0)), Errno.EAFNOSUPPORT);
      assertRefused(create(program, hook(IPV4, HOOKS, 0)), Errno.EPROTO);
      assertRefused(create(program, hook(IPV4, LOCAL_OUT, Integer.MIN_VALUE)), Errno.ERANGE);
      assertRefused(create(program, hook(IPV4, LOCAL_OUT, Integer.MAX_VALUE)), Errno.ERANGE);
    }

    @Test
    void netfilterRefusesAProgramOfAnotherType() {
      assertRefused(create(xdpPass(), hook(IPV4, LOCAL_OUT, 0)), Errno.EINVAL);
    }

    @Test
    void lookupLinkTakesAnotherProgramAndLeavesItsNamespaceByForce() {
      ProgramHandle program = program("sk_lookup", "pass_lookup");
      ProgramHandle next = program("sk_lookup", "refuse_lookup");
      LinkHandle link = attach(program, new SkLookupTarget(world().namespace()));

      assertTells(link, program, lookup(inode()));
      assertTakesAnotherProgram(link, program, next);
      assertRefused(kernel().links().update(link, xdpPass(), Optional.empty()), Errno.EINVAL);
      assertDetachesByForce(link, lookup(0));
      assertRefused(kernel().links().update(link, program, Optional.empty()), Errno.ENOLINK);
      assertEndsWithItsHandle(link);
    }

    @Test
    void namespaceTakesSeveralLookupLinks() {
      ProgramHandle program = program("sk_lookup", "pass_lookup");
      ProgramHandle other = program("sk_lookup", "refuse_lookup");

      assertTells(
          attach(program, new SkLookupTarget(world().namespace())), program, lookup(inode()));
      assertTells(attach(other, new SkLookupTarget(world().namespace())), other, lookup(inode()));
    }

    @Test
    void lookupLinkOutlivesItsNamespaceWithoutAHook() {
      ProgramHandle program = program("sk_lookup", "pass_lookup");
      LinkHandle link = attach(program, new SkLookupTarget(world().namespace()));

      world().removeNamespace();

      Eventually.holds(() -> info(link).details().equals(lookup(0)));
      assertTells(link, program, lookup(0));
      assertEndsWithItsHandle(link);
    }

    @Test
    void lookupRefusesAProgramOfAnotherTypeAndAMissingNamespace() {
      NetworkNamespace missing = NetworkNamespace.named("bpfledger-missing");

      assertRefused(create(xdpPass(), new SkLookupTarget(world().namespace())), Errno.EINVAL);
      assertRefused(
          create(program("sk_lookup", "pass_lookup"), new SkLookupTarget(missing)), Errno.ENOENT);
      assertRefused(
          create(
              program("netfilter", "accept_one"),
              new NetfilterTarget(missing, IPV4, LOCAL_OUT, 0, false)),
          Errno.ENOENT);
    }

    private NetfilterTarget hook(int family, int hook, int priority) {
      return new NetfilterTarget(world().namespace(), family, hook, priority, false);
    }

    private long inode() {
      return kernel().network().identify(world().namespace()).orThrow().inode();
    }

    private static LinkDetails lookup(long inode) {
      return new LinkDetails.NetworkNamespaceHook(inode, AttachType.SK_LOOKUP.number());
    }
  }
}
