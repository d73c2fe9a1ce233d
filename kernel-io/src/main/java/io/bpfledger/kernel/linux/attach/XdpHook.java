package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.HookMembers.Member;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.netlink.InterfaceMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkAttributes;
import io.bpfledger.kernel.linux.netlink.NetlinkSocket;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Who is on the XDP hook of an interface, as rtnetlink tells; it does not tell the link. */
public final class XdpHook {

  /** In the order in which a packet meets them: the card, the driver, the generic hook. */
  private static final int[] PROGRAMS_BY_MODE = {7, 5, 6};

  private XdpHook() {}

  public static Result<HookMembers> members(NetworkInterface networkInterface) {
    String object = "xdp on " + networkInterface.name();
    return NetlinkSocket.within(
            networkInterface.namespace(),
            Operation.QUERY_HOOK,
            socket ->
                socket.ask(
                    InterfaceMessage.byIndex(networkInterface.index()),
                    Operation.QUERY_HOOK,
                    object))
        .map(message -> members(InterfaceMessage.xdpOf(message)))
        .mapError(
            error ->
                error.errno().equals(Errno.ENODEV)
                    ? error.withFurtherDetail(
                        "interface "
                            + networkInterface.index()
                            + " is gone from "
                            + networkInterface.namespace())
                    : error);
  }

  private static HookMembers members(NetlinkAttributes xdp) {
    return new HookMembers(
        0,
        IntStream.of(PROGRAMS_BY_MODE)
            .mapToObj(xdp::number)
            .flatMapToInt(OptionalInt::stream)
            .filter(id -> id != 0)
            .mapToObj(id -> new Member(new ProgramId(id), Optional.empty()))
            .toList());
  }
}
