package io.bpfledger.benchmarks;

import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.IterTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Many programs, maps and links, to be found by an inventory. None is attached to anything that
 * runs.
 *
 * <p>A process may have fewer files open than there are objects here: so a program array holds the
 * programs, each program holds one map, and only the links, of an iterator, are held by handles.
 */
final class Crowd implements AutoCloseable {

  private final List<Handle> open = new ArrayList<>();

  Crowd(Kernel kernel, int count) {
    MapHandle programs =
        keep(
            kernel
                .maps()
                .create(new MapSpec(MapType.PROG_ARRAY, "crowd", 4, 4, count, 0))
                .orThrow());
    LoadRequest request = TestObjects.request("subprograms", "pass_long");
    for (int each = 0; each < count; each++) {
      try (LoadedObject object = kernel.objects().load(request).orThrow();
          MapHandle map =
              kernel.maps().create(new MapSpec(MapType.ARRAY, "one", 4, 8, 1, 0)).orThrow()) {
        ProgramHandle program = object.program("pass_long");
        kernel.programs().bindMap(program, map).orThrow();
        kernel.maps().setProgram(programs, each, program).orThrow();
      }
    }
    ProgramHandle iterator =
        keep(TestObjects.load(kernel, "iter", "each_task").program("each_task"));
    for (int each = 0; each < count; each++) {
      LinkHandle link = kernel.links().create(iterator, new IterTarget(Optional.empty())).orThrow();
      keep(link);
    }
  }

  private <T extends Handle> T keep(T handle) {
    open.add(handle);
    return handle;
  }

  @Override
  public void close() {
    open.reversed().forEach(Handle::close);
  }
}
