package io.bpfledger.benchmarks;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramSelection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The object files that are measured. */
final class TestObjects {

  private TestObjects() {}

  static ObjectBytes read(String name) {
    try (InputStream stream = TestObjects.class.getResourceAsStream("/bpf/" + name + ".o")) {
      if (stream == null) {
        throw new IllegalArgumentException("no test object " + name);
      }
      return ObjectBytes.copyOf(stream.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static LoadRequest request(String object, String program) {
    return LoadRequest.of(object, read(object), ProgramSelection.of(program));
  }

  static LoadedObject load(Kernel kernel, String object, String program) {
    return kernel.objects().load(request(object, program)).orThrow();
  }
}
