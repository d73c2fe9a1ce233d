package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.linux.LinuxProgram;
import io.bpfledger.kernel.linux.LinuxTrafficControl;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.NamespaceFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.namespace.OwnThread;
import java.util.function.Supplier;

/**
 * Features that no impossible target tells: of an interface that is not there XDP links and filters
 * say what kernels without them say. These are tried on the loopback interface of a network
 * namespace that is made for the attempt and dies with its thread.
 */
final class InterfaceProbes {

  /** The first interface of every namespace, by the kernel's own rule. */
  private static final NetworkInterface LOOPBACK =
      new NetworkInterface(NetworkNamespace.OWN, 1, "lo");

  private InterfaceProbes() {}

  /**
   * Loopback has no native XDP, so a kernel with XDP links answers EOPNOTSUPP; one without answers
   * EINVAL.
   */
  static Attempt xdpLink() {
    return inFreshNamespace(
        () ->
            ProgramProbes.withProgram(
                ProbeProgram.returningZero("probe_xdp", ProgramType.XDP),
                program ->
                    LinkProbes.create(
                        program,
                        AttachType.XDP,
                        (_, attribute) -> {
                          Memory.setInt(attribute, 4, LOOPBACK.index());
                          Memory.setInt(attribute, 12, XdpMode.NATIVE.flags());
                        },
                        Errno.EOPNOTSUPP)));
  }

  /** The qdisc and the filter are set for real: they go with the namespace. */
  static Attempt filter() {
    return inFreshNamespace(
        () ->
            ProgramProbes.withProgram(
                ProbeProgram.returningZero("probe_filter", ProgramType.SCHED_CLS),
                InterfaceProbes::addFilter));
  }

  private static Attempt addFilter(FileDescriptor program) {
    LinuxTrafficControl trafficControl = new LinuxTrafficControl();
    Result<Done> qdisc = trafficControl.addClsact(LOOPBACK);
    if (!qdisc.succeeded()) {
      return Attempt.of("clsact qdisc", qdisc);
    }
    return Attempt.of(
        "tc filter of a BPF program",
        trafficControl.addFilter(
            new TcTarget(LOOPBACK, Direction.INGRESS),
            new TcFilterSpec(1, 1, "probe"),
            new LinuxProgram(program)));
  }

  private static Attempt inFreshNamespace(Supplier<Attempt> attempt) {
    return OwnThread.run(
        "feature-probe",
        () -> {
          long answer = SystemCalls.call(SystemCall.UNSHARE, NamespaceFlags.NETWORK);
          return answer < 0 ? Attempt.of("network namespace to try in", answer) : attempt.get();
        });
  }
}
