package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.KernelError;

/** Something that is there, or may be, and could not be read. */
public record Gap(InventoryPart part, KernelError error) {}
