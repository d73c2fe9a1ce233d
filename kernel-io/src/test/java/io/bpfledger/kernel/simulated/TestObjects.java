package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects that the tests of this package load. */
final class TestObjects {

  static final int XDP_DROP = 1;
  static final int XDP_PASS = 2;

  private TestObjects() {}

  /** A compiled object of src/test/bpf. */
  static ObjectBytes compiled(String name) {
    try (InputStream resource = TestObjects.class.getResourceAsStream("/bpf/" + name + ".o")) {
      if (resource == null) {
        throw new IllegalStateException("no object " + name);
      }
      return ObjectBytes.copyOf(resource.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ProgramHandle load(SimulatedProcess process, String section, String name) {
    return load(process, DeclaredProgram.in(section, name).returning(XDP_PASS));
  }

  static ProgramHandle load(SimulatedProcess process, DeclaredProgram program) {
    return process
        .objects()
        .load(
            LoadRequest.of(
                program.name(), DeclaredObject.of(program), ProgramSelection.of(program.name())))
        .orThrow()
        .program(program.name());
  }

  static LoadRequest withGlobals(
      String name, ObjectBytes bytes, String program, Map<String, byte[]> globals) {
    return new LoadRequest(
        name, bytes, List.of(ProgramSelection.of(program)), globals, Map.of(), Optional.empty());
  }
}
