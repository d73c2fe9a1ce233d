package io.bpfledger.service;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.elf.BtfSummary;
import io.bpfledger.kernel.elf.ElfLimits;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.GlobalVariable;
import io.bpfledger.kernel.elf.MapDefinition;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.ProgramDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code inspect FILE}: what is in a BPF object file. */
final class Inspect {

  private final Terminal terminal;

  Inspect(Terminal terminal) {
    this.terminal = terminal;
  }

  int run(String file) {
    try {
      ObjectBytes object = read(Path.of(file));
      show(file, object, ObjectInspection.of(object));
      return Main.DONE;
    } catch (NoSuchFileException missing) {
      terminal.error("inspect: " + Text.safe(file) + ": no such file");
      return Main.NOT_FOUND;
    } catch (IOException | InvalidPathException unreadable) {
      terminal.error("inspect: " + Text.safe(file) + ": cannot be read: " + reason(unreadable));
      return Main.FAILED;
    } catch (ElfRejected rejected) {
      terminal.error(
          "inspect: " + Text.safe(file) + ": no usable BPF object: " + Text.safe(reason(rejected)));
      return Main.FAILED;
    }
  }

  /**
   * Reads one byte more than is allowed at most: the inspection refuses such a file by its size.
   */
  private static ObjectBytes read(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return ObjectBytes.copyOf(stream.readNBytes(ElfLimits.FILE_BYTES + 1));
    }
  }

  private void show(String file, ObjectBytes object, ObjectInspection inspection) {
    terminal.line("object   " + Text.safe(file) + ", " + object.size() + " bytes");
    terminal.line("sha256   " + object.sha256());
    terminal.line("licence  " + licence(inspection));
    terminal.line("types    " + types(inspection.btf()));
    Columns programs = new Columns("PROGRAM", "KIND", "SECTION", "TARGET", "INSTRUCTIONS");
    for (ProgramDefinition program : inspection.programs()) {
      programs.row(
          program.name(),
          program.kind().map(AttachKind::word).orElse("not said"),
          program.section(),
          program.target().orElse("-"),
          String.valueOf(program.function().instructionCount()));
    }
    Columns maps = new Columns("MAP", "TYPE", "KEY", "VALUE", "ENTRIES", "PINNED");
    for (MapDefinition map : inspection.maps()) {
      maps.row(
          map.name(),
          map.shape().type().map(MapType::word).orElse("type " + map.shape().typeNumber()),
          map.shape().keySize() + " bytes",
          map.shape().valueSize() + " bytes",
          Integer.toUnsignedString(map.shape().maxEntries()),
          map.pinnedByName() ? "by name" : "-");
    }
    Columns globals = new Columns("GLOBAL", "SECTION", "SIZE", "TYPE");
    for (GlobalVariable global : inspection.globals()) {
      globals.row(
          global.name(), global.section(), global.size() + " bytes", global.type().orElse("-"));
    }
    print(programs);
    print(maps);
    print(globals);
  }

  private void print(Columns table) {
    if (!table.isEmpty()) {
      terminal.print("\n" + table);
    }
  }

  private static String licence(ObjectInspection inspection) {
    return inspection
        .license()
        .map(
            text ->
                Text.safe(text)
                    + (inspection.gplCompatible() ? " (GPL compatible)" : " (not GPL compatible)"))
        .orElse("none: the kernel refuses helpers that only GPL programs may call");
  }

  private static String types(BtfSummary btf) {
    if (!btf.present()) {
      return "none (no .BTF section)";
    }
    return "%d types, %d lines, %d CO-RE relocations"
        .formatted(btf.types(), btf.lines(), btf.coreRelocations());
  }

  private static String reason(Exception exception) {
    String message = exception.getMessage();
    return message == null ? exception.getClass().getSimpleName() : message;
  }
}
