package io.bpfledger.core.host;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import java.util.Optional;

/** A program on a hook that is not ours, and counts the packets that pass it. */
final class RealForeigner implements AutoCloseable {

  private static final int XDP_PASS = 2;
  private static final int NEXT = -1;
  private static final TcFilterSpec FILTER = new TcFilterSpec(7, 1, "foreign");

  private final CountingProgram program;
  private final Optional<LinkHandle> link;

  private RealForeigner(CountingProgram program, Optional<LinkHandle> link) {
    this.program = program;
    this.link = link;
  }

  static RealForeigner on(RealWorld world, HookCase hook, RealTrail trail) {
    NetworkInterface device = trail.end();
    return switch (hook) {
      case XDP -> {
        CountingProgram program =
            CountingProgram.load(Shape.of(ProgramType.XDP, XDP_PASS).expecting(AttachType.XDP));
        yield new RealForeigner(
            program,
            Optional.of(
                world
                    .machine()
                    .links()
                    .create(program.handle(), new XdpTarget(device, XdpMode.NATIVE))
                    .orThrow()));
      }
      case TC_INGRESS, TC_EGRESS -> {
        CountingProgram program = CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, NEXT));
        world.machine().trafficControl().addClsact(device).orThrow();
        world
            .machine()
            .trafficControl()
            .addFilter(new TcTarget(device, direction(hook)), FILTER, program.handle())
            .orThrow();
        yield new RealForeigner(program, Optional.empty());
      }
      case TCX_INGRESS, TCX_EGRESS -> {
        CountingProgram program = CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, NEXT));
        yield new RealForeigner(
            program,
            Optional.of(
                world
                    .machine()
                    .links()
                    .create(
                        program.handle(),
                        new TcxTarget(device, direction(hook), new TcxPosition.Last(), 0))
                    .orThrow()));
      }
    };
  }

  private static Direction direction(HookCase hook) {
    return switch (hook) {
      case XDP, TC_INGRESS, TCX_INGRESS -> Direction.INGRESS;
      case TC_EGRESS, TCX_EGRESS -> Direction.EGRESS;
    };
  }

  long runsReaching(long expected) {
    return program.runsReaching(expected);
  }

  @Override
  public void close() {
    link.ifPresent(LinkHandle::close);
    program.close();
  }
}
