package io.bpfledger.core.work.hook;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;

/** Another manager of programs on the same machine. */
final class Stranger {

  final SimulatedHookScene scene;
  final SimulatedProcess process;

  Stranger(SimulatedHookScene scene) {
    this.scene = scene;
    process = scene.host().startProcess("cilium");
  }

  ProgramHandle load(String section, String name, int verdict) {
    LoadRequest request =
        LoadRequest.of(
            name,
            DeclaredObject.of(DeclaredProgram.in(section, name).returning(verdict)),
            ProgramSelection.of(name));
    LoadedObject loaded = process.objects().load(request).orThrow();
    return loaded.program(name);
  }

  ProgramId id(ProgramHandle program) {
    return process.programs().info(program).orThrow().id();
  }

  LinkHandle xdp(ProgramHandle program) {
    return process
        .links()
        .create(program, new XdpTarget(scene.device(), XdpMode.AUTOMATIC))
        .orThrow();
  }

  LinkId tcx(ProgramHandle program, TcxPosition position) {
    TcxTarget target = new TcxTarget(scene.device(), Direction.INGRESS, position, 0);
    LinkHandle link = process.links().create(program, target).orThrow();
    return process.links().info(link).orThrow().id();
  }
}
