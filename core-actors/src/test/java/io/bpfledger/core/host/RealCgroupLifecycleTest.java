package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.SandboxedProcess;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Programs of all cgroup hooks, loaded as one batch: they run for what processes of their cgroup
 * do.
 */
@RealKernel
@NeedsFeature(Feature.CGROUP_LINK)
final class RealCgroupLifecycleTest {

  private static final int DATAGRAMS = 9;

  /** A program of the object, the place where it counts, and its hook. */
  private enum Member {
    SKB_INGRESS(0, AttachType.CGROUP_INET_INGRESS),
    SKB_EGRESS(1, AttachType.CGROUP_INET_EGRESS),
    SOCK_CREATE(2, AttachType.CGROUP_INET_SOCK_CREATE),
    POST_BIND4(4, AttachType.CGROUP_INET4_POST_BIND),
    BIND4(6, AttachType.CGROUP_INET4_BIND),
    CONNECT4(8, AttachType.CGROUP_INET4_CONNECT),
    SENDMSG4(10, AttachType.CGROUP_UDP4_SENDMSG),
    RECVMSG4(12, AttachType.CGROUP_UDP4_RECVMSG),
    GETSOCKOPT(18, AttachType.CGROUP_GETSOCKOPT),
    SETSOCKOPT(19, AttachType.CGROUP_SETSOCKOPT),
    SYSCTL(20, AttachType.CGROUP_SYSCTL),
    DEVICE(21, AttachType.CGROUP_DEVICE),
    SOCK_OPS(22, AttachType.CGROUP_SOCK_OPS);

    private final int place;
    private final AttachType type;

    Member(int place, AttachType type) {
      this.place = place;
      this.type = type;
    }

    String program() {
      return name().toLowerCase(Locale.ROOT);
    }

    Attachment in(String cgroup) {
      return switch (this) {
        case SKB_INGRESS, SKB_EGRESS -> new CgroupSkbAttachment(cgroup, type);
        case SOCK_CREATE, POST_BIND4 -> new CgroupSockAttachment(cgroup, type);
        case BIND4, CONNECT4, SENDMSG4, RECVMSG4 -> new CgroupSockAddrAttachment(cgroup, type);
        case GETSOCKOPT, SETSOCKOPT -> new CgroupSockoptAttachment(cgroup, type);
        case SYSCTL -> new CgroupSysctlAttachment(cgroup);
        case DEVICE -> new CgroupDeviceAttachment(cgroup);
        case SOCK_OPS -> new SockOpsAttachment(cgroup);
      };
    }
  }

  private final RealWorld world = RealWorld.start();
  private final Map<Member, NewProgram> programs = new EnumMap<>(Member.class);

  @AfterEach
  void leaveTheWorld() {
    world.close();
  }

  private Map<Member, Long> runs() {
    Map<Member, Long> runs = new EnumMap<>(Member.class);
    programs.forEach(
        (member, program) -> runs.put(member, world.count(program.key(), "hits", member.place)));
    return runs;
  }

  private void inTheCgroup(String... step) {
    assertThat(SandboxedProcess.socketSteps(world.cgroup(), world.network(), step).orThrow())
        .endsWith("done\n");
  }

  @Test
  void programsOfAllHooksRunFromTheirAttachToTheirDetach() {
    for (Member member : Member.values()) {
      String cgroup = world.cgroup().path().toString();
      programs.put(
          member,
          world.program(
              world.spec("cgroup", member.program(), member.in(cgroup).kind(), Map.of()),
              Policy.DEFAULT));
    }
    Installation.expectDone(world.tryLoad(programs.values().toArray(NewProgram[]::new)));
    Map<Member, LinkKey> links = new EnumMap<>(Member.class);
    programs.forEach(
        (member, program) ->
            links.put(
                member, world.attach(program.key(), member.in(world.cgroup().path().toString()))));
    links.forEach(this::expectAsTheLedgerSays);
    world.expectNoHandles();
    assertThat(runs().values()).containsOnly(0L);

    // Before it sends, an unbound channel of the JVM binds itself.
    inTheCgroup("send", "7000", String.valueOf(DATAGRAMS));
    inTheCgroup("exchange", "7000");
    assertThat(runs())
        .containsEntry(Member.SKB_EGRESS, DATAGRAMS + 1L)
        .containsEntry(Member.SKB_INGRESS, 1L)
        .containsEntry(Member.SENDMSG4, DATAGRAMS + 1L)
        .containsEntry(Member.RECVMSG4, 1L)
        .containsEntry(Member.BIND4, 2L)
        .containsEntry(Member.POST_BIND4, 2L)
        .containsEntry(Member.CONNECT4, 0L)
        .containsEntry(Member.SOCK_OPS, 0L);

    inTheCgroup("connect", "7000");
    inTheCgroup("option");
    inTheCgroup("read", "/proc/sys/net/ipv4/ip_forward");
    inTheCgroup("open", "/dev/zero");
    Map<Member, Long> after = runs();
    assertThat(after).containsEntry(Member.CONNECT4, 1L);
    assertThat(after.values()).allMatch(runs -> runs > 0);

    links.values().forEach(link -> Installation.expectDone(world.tryDetach(link)));
    inTheCgroup("connect", "7000");
    inTheCgroup("exchange", "7000");
    assertThat(runs()).isEqualTo(after);
    assertThat(world.markedLinks()).isEmpty();

    programs.values().forEach(program -> Installation.expectDone(world.tryUnload(program.key())));
    world.expectNothingLeft();
  }

  private void expectAsTheLedgerSays(Member member, LinkKey link) {
    LinkState.Attached attached = (LinkState.Attached) world.linkView(link).state();
    assertThat(
            new RealHooks(world)
                .expectLink(
                    (Hold.ByLink) attached.standing().hold(), attached.standing().program()))
        .as("%s", member)
        .isEqualTo(new LinkDetails.Cgroup(world.cgroup().id(), member.type.number()));
  }
}
