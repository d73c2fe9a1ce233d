package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.Direction;
import java.util.Optional;

/** The TCX hook of one direction of an interface, whose members the kernel orders. */
public record TcxAttachment(Device device, Direction direction, int priority)
    implements DeviceAttachment {

  public TcxAttachment {
    Limits.notNegative("priority", priority);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.TCX;
  }

  @Override
  public HookPoint point() {
    return switch (direction) {
      case INGRESS -> HookPoint.TCX_INGRESS;
      case EGRESS -> HookPoint.TCX_EGRESS;
    };
  }

  @Override
  public Optional<ProceedOn> proceeding() {
    return Optional.empty();
  }
}
