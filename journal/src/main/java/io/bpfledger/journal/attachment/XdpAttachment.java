package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.Optional;

/** The XDP hook of an interface. */
public record XdpAttachment(Device device, XdpMode mode, int priority, ProceedOn.OfXdp proceedOn)
    implements DeviceAttachment {

  public XdpAttachment {
    Limits.notNegative("priority", priority);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.XDP;
  }

  @Override
  public HookPoint point() {
    return HookPoint.XDP;
  }

  @Override
  public Optional<ProceedOn> proceeding() {
    return Optional.of(proceedOn);
  }
}
