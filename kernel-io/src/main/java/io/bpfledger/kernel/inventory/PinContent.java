package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;

/** What a pin holds. */
public sealed interface PinContent {

  record OfProgram(ProgramId id) implements PinContent {}

  record OfMap(MapId id) implements PinContent {}

  record OfLink(LinkId id) implements PinContent {}

  /**
   * Nothing that can be opened: a file of the kernel's own, such as {@code maps.debug}, something
   * else than a program, map or link, or a pin that could not be read.
   */
  record Unopened(KernelError error) implements PinContent {}
}
