package io.bpfledger.core.host;

import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;

/** The hooks that have a dispatcher, and what runs on them and lets packets pass. */
enum HookCase {
  XDP("xdp", AttachKind.XDP, 2),
  TC_INGRESS("tc", AttachKind.TC, 3),
  TC_EGRESS("tc", AttachKind.TC, 3),
  TCX_INGRESS("tcx/ingress", AttachKind.TCX, -1),
  TCX_EGRESS("tcx/egress", AttachKind.TCX, -1);

  private final String section;
  private final AttachKind kind;
  private final int passing;

  HookCase(String section, AttachKind kind, int passing) {
    this.section = section;
    this.kind = kind;
    this.passing = passing;
  }

  AttachKind kind() {
    return kind;
  }

  /** The verdict after which the next one runs. */
  int passing() {
    return passing;
  }

  /** A program of this name that counts packets in {@code hits} and lets them pass to the next. */
  ObjectBytes counting(String name) {
    return DeclaredObject.empty()
        .counter("hits")
        .program(DeclaredProgram.in(section, name).counting("hits").returning(passing))
        .bytes();
  }

  DeviceAttachment on(Device device, int priority) {
    return switch (this) {
      case XDP -> new XdpAttachment(device, XdpMode.AUTOMATIC, priority, ProceedOn.OfXdp.DEFAULT);
      case TC_INGRESS ->
          new TcAttachment(device, Direction.INGRESS, priority, ProceedOn.OfTc.DEFAULT);
      case TC_EGRESS ->
          new TcAttachment(device, Direction.EGRESS, priority, ProceedOn.OfTc.DEFAULT);
      case TCX_INGRESS -> new TcxAttachment(device, Direction.INGRESS, priority);
      case TCX_EGRESS -> new TcxAttachment(device, Direction.EGRESS, priority);
    };
  }

  /** Sends a packet over the hook; whether it came through. */
  void send(OutsideWorld outside, NetworkInterface networkInterface) {
    byte[] packet = new byte[64];
    switch (this) {
      case XDP, TC_INGRESS, TCX_INGRESS -> outside.receive(networkInterface, packet).orThrow();
      case TC_EGRESS, TCX_EGRESS -> outside.transmit(networkInterface, packet).orThrow();
    }
  }
}
