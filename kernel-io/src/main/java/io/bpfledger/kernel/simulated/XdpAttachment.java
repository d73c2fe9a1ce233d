package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.Optional;

/** An XDP link on an interface. */
final class XdpAttachment extends HookAttachment<InterfaceNode> {

  private static final int LINK_TYPE = 6;
  private static final String NO_DRIVER_SUPPORT =
      "the driver of the interface runs no XDP programs";

  private final XdpMode mode;

  XdpAttachment(InterfaceNode device, XdpMode mode) {
    super(LINK_TYPE, device);
    this.mode = mode;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Xdp(held().map(InterfaceNode::index).orElse(0));
  }

  @Override
  void take(InterfaceNode on, LinkObject link) {
    requireNoHardware(on);
    boolean generic = generic(on);
    XdpHook hook = on.xdp();
    if (hook.taken()) {
      throw hook.generic() == generic
          ? new Refusal(Errno.EBUSY, "another program holds the hook")
          : new Refusal(Errno.EEXIST, "a program runs there in another mode");
    }
    if (!generic && !on.driverRunsXdp()) {
      throw new Refusal(Errno.EOPNOTSUPP, NO_DRIVER_SUPPORT);
    }
    requireWholePathProgram(link);
    hook.take(link, generic);
  }

  private boolean generic(InterfaceNode on) {
    return switch (mode) {
      case GENERIC -> true;
      case AUTOMATIC -> !on.driverRunsXdp();
      case NATIVE, HARDWARE -> false;
    };
  }

  /** No simulated network card runs programs, and none was loaded for one. */
  private void requireNoHardware(InterfaceNode on) {
    if (mode == XdpMode.HARDWARE) {
      throw on.driverRunsXdp()
          ? new Refusal(Errno.EINVAL, "the program was not loaded for a network card")
          : new Refusal(Errno.EOPNOTSUPP, NO_DRIVER_SUPPORT);
    }
  }

  private static void requireWholePathProgram(LinkObject link) {
    int type = link.program().map(ProgramObject::expectedAttachType).orElse(0);
    if (type == AttachType.XDP_DEVMAP.number() || type == AttachType.XDP_CPUMAP.number()) {
      throw new Refusal(Errno.EINVAL, "the program was loaded for a device or CPU map");
    }
  }

  @Override
  void leave(InterfaceNode device, LinkObject link) {
    device.xdp().free(link);
  }

  @Override
  public void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    requireHeld();
    Attachment.requireExpected(current, expected);
    Attachment.requireSameFlavour(current, next);
  }
}
