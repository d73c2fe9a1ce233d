package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Objects;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.elf.LoadPlan;
import java.util.stream.Collectors;

/** Loads object files, as one process asks for it. */
final class SimulatedObjects implements Objects {

  private final SimulatedProcess process;

  SimulatedObjects(SimulatedProcess process) {
    this.process = process;
  }

  @Override
  public Result<LoadedObject> load(LoadRequest request) {
    String programs =
        request.programs().stream().map(ProgramSelection::name).collect(Collectors.joining(","));
    return process
        .gate()
        .call(
            Operation.LOAD_OBJECT,
            programs,
            () -> {
              ObjectImage image = process.machine().images().image(request);
              LoadPlan plan =
                  switch (LoadPlan.of(request, image.inspection())) {
                    case Result.Success<LoadPlan> planned -> planned.value();
                    case Result.Failure<LoadPlan> refused -> throw Refusal.of(refused.error());
                  };
              return new ObjectLoader(process, request, image, plan).load();
            });
  }
}
