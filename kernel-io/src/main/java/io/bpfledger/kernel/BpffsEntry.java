package io.bpfledger.kernel;

import java.nio.file.Path;

/** One name in a bpffs directory. What a pin holds is known only by opening it. */
public sealed interface BpffsEntry {

  Path path();

  record Directory(Path path) implements BpffsEntry {}

  record Pin(Path path) implements BpffsEntry {}

  record SymbolicLink(Path path, String target) implements BpffsEntry {}
}
