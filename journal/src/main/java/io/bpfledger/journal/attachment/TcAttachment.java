package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.Direction;
import java.util.Optional;

/** The clsact hook of one direction of an interface. */
public record TcAttachment(
    Device device, Direction direction, int priority, ProceedOn.OfTc proceedOn)
    implements DeviceAttachment {

  public TcAttachment {
    Limits.notNegative("priority", priority);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.TC;
  }

  @Override
  public HookPoint point() {
    return switch (direction) {
      case INGRESS -> HookPoint.TC_INGRESS;
      case EGRESS -> HookPoint.TC_EGRESS;
    };
  }

  @Override
  public Optional<ProceedOn> proceeding() {
    return Optional.of(proceedOn);
  }
}
