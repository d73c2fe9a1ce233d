package io.bpfledger.kernel.inventory;

import java.nio.file.Path;

/** A name in a bpffs, and what it keeps alive. */
public record Pin(Path path, PinContent content) {}
