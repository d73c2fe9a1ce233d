package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.IterTarget;
import io.bpfledger.kernel.attach.StructOpsTarget;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class IteratorAndStructOpsLinkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature({Feature.ITERATOR, Feature.STRUCT_OPS_LINK})
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private static final MapSpec ARRAY = new MapSpec(MapType.ARRAY, "array", 4, 4, 4, 0);

    @Test
    void iteratorTakesAnotherProgramAndKeepsItsHook() {
      ProgramHandle program = program("iter", "each_task");
      LinkHandle link = attach(program, new IterTarget(Optional.empty()));
      LinkDetails details = new LinkDetails.Iterator("task", Optional.empty());

      assertTells(link, program, details);
      ProgramHandle next = program("iter", "each_task");
      assertTakesAnotherProgram(link, program, next);
      assertRefused(kernel().links().detach(link), Errno.EOPNOTSUPP);
      assertTells(link, next, details);
      assertEndsWithItsHandle(link);
    }

    @Test
    void iteratorRefusesAProgramThatWalksSomethingElse() {
      LinkHandle link = attach(program("iter", "each_task"), new IterTarget(Optional.empty()));

      assertRefused(
          kernel().links().update(link, program("iter", "each_map"), Optional.empty()),
          Errno.EINVAL);
      assertRefused(kernel().links().update(link, xdpPass(), Optional.empty()), Errno.EINVAL);
    }

    @Test
    void iteratorOverElementsTellsAndKeepsItsMap() {
      ProgramHandle program = program("iter", "each_element");
      MapHandle map = kernel().maps().create(ARRAY).orThrow();
      MapId id = kernel().maps().info(map).orThrow().id();
      LinkHandle link = attach(program, new IterTarget(Optional.of(map)));
      map.close();

      assertTells(link, program, new LinkDetails.Iterator("bpf_map_elem", Optional.of(id)));
      assertEndsWithItsHandle(link);
      Eventually.holds(() -> !kernel().maps().describe(id).succeeded());
      assertRefused(kernel().maps().describe(id), Errno.ENOENT);
    }

    @Test
    void iteratorOverElementsNeedsAMap() {
      assertRefused(
          create(program("iter", "each_element"), new IterTarget(Optional.empty())), Errno.EBADF);
    }

    @Test
    void iteratorRefusesAProgramOfAnotherType() {
      assertRefused(create(xdpPass(), new IterTarget(Optional.empty())), Errno.EINVAL);
      assertRefused(
          create(program("tracing", "on_tp_btf"), new IterTarget(Optional.empty())), Errno.EINVAL);
    }

    @Test
    void structureHoldsItsMapUntilItIsDetachedByForce() {
      LoadedObject loaded = congestionControl("struct_ops_link");
      MapHandle map = loaded.map("congestion");
      ProgramHandle program = loaded.program("ssthresh");
      LinkHandle link = attach(program, new StructOpsTarget(map));

      assertThat(info(link).program()).isEmpty();
      assertThat(info(link).details())
          .isEqualTo(
              new LinkDetails.StructOps(Optional.of(kernel().maps().info(map).orThrow().id())));
      assertRefused(kernel().links().update(link, program, Optional.empty()), Errno.EINVAL);
      assertDetachesByForce(link, new LinkDetails.StructOps(Optional.empty()));
      assertEndsWithItsHandle(link);
    }

    @Test
    void structureIsAttachedOnce() {
      LoadedObject loaded = congestionControl("struct_ops_link");
      StructOpsTarget target = new StructOpsTarget(loaded.map("congestion"));
      LinkHandle link = attach(loaded.program("ssthresh"), target);

      assertRefused(create(loaded.program("ssthresh"), target), Errno.EEXIST);
      assertEndsWithItsHandle(link);
    }

    @Test
    void mapThatIsNoStructureOfALinkIsRefused() {
      ProgramHandle program = congestionControl("struct_ops_link").program("ssthresh");
      MapHandle array = keep(kernel().maps().create(ARRAY));

      assertRefused(create(program, new StructOpsTarget(array)), Errno.EINVAL);
    }

    /** Under a name of this process, as those names are the whole machine's. */
    private LoadedObject congestionControl(String object) {
      return keep(
          kernel()
              .objects()
              .load(
                  LoadRequest.of(
                      object,
                      TestObject.congestionControl(object, "lk" + world().livingProcess()),
                      ProgramSelection.of("ssthresh"),
                      ProgramSelection.of("cong_avoid"),
                      ProgramSelection.of("undo_cwnd"))));
    }
  }
}
