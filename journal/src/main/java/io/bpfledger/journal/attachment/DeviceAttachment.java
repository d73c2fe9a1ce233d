package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.ProceedOn;
import java.util.Optional;

/** A hook of a network interface, which several programs share in an order. */
public sealed interface DeviceAttachment extends Attachment
    permits XdpAttachment, TcAttachment, TcxAttachment {

  Device device();

  HookPoint point();

  /** Lower runs earlier. */
  int priority();

  /** After which verdicts the next member runs; empty where the kernel decides. */
  Optional<ProceedOn> proceeding();

  @Override
  default Optional<HookKey> hook() {
    return Optional.of(new HookKey(point(), device()));
  }

  @Override
  default String describe() {
    return point().word() + " on " + device().describe();
  }
}
