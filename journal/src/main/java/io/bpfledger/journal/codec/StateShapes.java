package io.bpfledger.journal.codec;

import com.fasterxml.jackson.databind.module.SimpleModule;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;

/** Which state a written one is: its field {@code kind} names the phase. */
final class StateShapes {

  private StateShapes() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("states");
    Shapes.sealed(module, ProgramState.class);
    Shapes.named(module, ProgramState.Absent.class, "absent");
    Shapes.named(module, ProgramState.Loading.class, "loading");
    Shapes.named(module, ProgramState.Loaded.class, "loaded");
    Shapes.named(module, ProgramState.Lost.class, "lost");
    Shapes.named(module, ProgramState.Failed.class, "failed");
    Shapes.named(module, ProgramState.Unloading.class, "unloading");
    Shapes.named(module, ProgramState.Unloaded.class, "unloaded");
    Shapes.sealed(module, LinkState.class);
    Shapes.named(module, LinkState.Absent.class, "absent");
    Shapes.named(module, LinkState.Attaching.class, "attaching");
    Shapes.named(module, LinkState.Attached.class, "attached");
    Shapes.named(module, LinkState.Lost.class, "lost");
    Shapes.named(module, LinkState.Failed.class, "failed");
    Shapes.named(module, LinkState.Detaching.class, "detaching");
    Shapes.named(module, LinkState.Detached.class, "detached");
    Shapes.sealed(module, DispatcherState.class);
    Shapes.named(module, DispatcherState.Absent.class, "absent");
    Shapes.named(module, DispatcherState.Building.class, "building");
    Shapes.named(module, DispatcherState.Active.class, "active");
    Shapes.named(module, DispatcherState.Lost.class, "lost");
    Shapes.named(module, DispatcherState.Removing.class, "removing");
    Shapes.named(module, DispatcherState.Vacant.class, "vacant");
    return module;
  }
}
