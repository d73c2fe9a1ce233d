package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import java.nio.file.Path;

/**
 * What a process does before it is killed with all its handles open. Each answers a line that names
 * what it made: ids of programs, maps and links.
 */
public enum DyingScript {

  /** Loads a program and pins nothing. */
  LOADS_ONLY {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      return id(kernel, xdpPass(kernel));
    }
  },

  /** Pins a program, and attaches it by a link that is not pinned. */
  PINS_PROGRAM_NOT_LINK {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      ProgramHandle program = xdpPass(kernel);
      kernel.bpffs().pin(program, bpffs.resolve("program")).orThrow();
      kernel.links().create(program, new XdpTarget(device, XdpMode.NATIVE)).orThrow();
      return id(kernel, program);
    }
  },

  /** Attaches a program by a link that is pinned; the program is not. */
  PINS_LINK_NOT_PROGRAM {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      ProgramHandle program = xdpPass(kernel);
      LinkHandle link =
          kernel.links().create(program, new XdpTarget(device, XdpMode.NATIVE)).orThrow();
      kernel.bpffs().pin(link, bpffs.resolve("link")).orThrow();
      return id(kernel, program);
    }
  },

  /** Sets a tc filter and pins nothing. */
  SETS_FILTER {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      ProgramHandle program = load(kernel, "tc_verdicts", "ok_one");
      TcTarget target = new TcTarget(device, Direction.INGRESS);
      kernel.trafficControl().addClsact(device).orThrow();
      kernel.trafficControl().addFilter(target, new TcFilterSpec(50, 1, "ours"), program).orThrow();
      return id(kernel, program);
    }
  },

  /** Fills a program array that is pinned, with a program that is not. */
  PINS_PROGRAM_ARRAY {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      ProgramHandle program = xdpPass(kernel);
      MapHandle array = slots(kernel);
      kernel.maps().setProgram(array, 1, program).orThrow();
      kernel.bpffs().pin(array, bpffs.resolve("array")).orThrow();
      return id(kernel, program);
    }
  },

  /** Fills a program array that is only bound to a pinned program: user space holds it no more. */
  BINDS_PROGRAM_ARRAY {
    @Override
    String run(Kernel kernel, Path bpffs, NetworkInterface device) {
      ProgramHandle inSlot = xdpPass(kernel);
      ProgramHandle holder = xdpPass(kernel);
      MapHandle array = slots(kernel);
      kernel.maps().setProgram(array, 1, inSlot).orThrow();
      kernel.programs().bindMap(holder, array).orThrow();
      kernel.bpffs().pin(holder, bpffs.resolve("program")).orThrow();
      return id(kernel, inSlot);
    }
  };

  /** Does it, and answers the id of the program that the test then looks for. */
  abstract String run(Kernel kernel, Path bpffs, NetworkInterface device);

  private static ProgramHandle xdpPass(Kernel kernel) {
    return load(kernel, "xdp_verdicts", "pass_one");
  }

  private static ProgramHandle load(Kernel kernel, String object, String program) {
    return kernel
        .objects()
        .load(LoadRequest.of(object, World.object(object), ProgramSelection.of(program)))
        .orThrow()
        .program(program);
  }

  private static MapHandle slots(Kernel kernel) {
    return kernel.maps().create(new MapSpec(MapType.PROG_ARRAY, "slots", 4, 4, 4, 0)).orThrow();
  }

  private static String id(Kernel kernel, ProgramHandle program) {
    return kernel.programs().info(program).orThrow().id().toString();
  }
}
