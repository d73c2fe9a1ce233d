package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.CodeOffset;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.FentryTarget;
import io.bpfledger.kernel.attach.FexitTarget;
import io.bpfledger.kernel.attach.FmodRetTarget;
import io.bpfledger.kernel.attach.IterTarget;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.LsmTarget;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.attach.StructOpsTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every refusal names the feature this kernel lacks, and none when it lacks nothing. The program is
 * of a type that no kind here takes, so that all are refused.
 */
@RealKernel
final class MissingFeatureTest {

  private final LinuxFeatures features = new LinuxFeatures();
  private NetworkSandbox network;
  private CgroupSandbox cgroup;
  private CountingProgram program;

  @BeforeEach
  void open() {
    network = NetworkSandbox.open();
    cgroup = CgroupSandbox.open();
    program = CountingProgram.load(Shape.of(ProgramType.SOCKET_FILTER, 0));
  }

  @AfterEach
  void close() {
    program.close();
    cgroup.close();
    network.close();
  }

  @Test
  void linksOfInterfacesAndNamespaces() {
    NetworkInterface loopback = network.lookup("lo");
    check(new XdpTarget(loopback, XdpMode.GENERIC), Feature.XDP_LINK);
    check(new TcxTarget(loopback, Direction.INGRESS, new TcxPosition.Last(), 0), Feature.TCX);
    check(new NetfilterTarget(network.namespace(), 2, 0, 0, false), Feature.NETFILTER_LINK);
    check(new SkLookupTarget(network.namespace()), Feature.SK_LOOKUP);
  }

  @Test
  void linksOfCgroups() {
    check(new CgroupSkbTarget(cgroup.path(), AttachType.CGROUP_INET_EGRESS), Feature.CGROUP_LINK);
  }

  @Test
  void linksOfPerfEvents() {
    check(new TracepointTarget("syscalls", LibraryCall.TRACEPOINT, 0), Feature.PERF_LINK);
    check(new KprobeTarget(LibraryCall.KERNEL_FUNCTION, 0, 0), Feature.KPROBE, Feature.PERF_LINK);
    check(new KretprobeTarget(LibraryCall.KERNEL_FUNCTION, 0), Feature.KPROBE, Feature.PERF_LINK);
    UserCode code =
        new UserCode(
            Path.of(LibraryCall.LIBRARY),
            Optional.of(LibraryCall.FUNCTION),
            0,
            OptionalInt.empty());
    check(new UprobeTarget(code, 0, OptionalInt.empty(), 0), Feature.UPROBE, Feature.PERF_LINK);
  }

  @Test
  void linksOfManyPlaces() {
    check(
        new KprobeMultiTarget(List.of(LibraryCall.KERNEL_FUNCTION), List.of(), false),
        Feature.KPROBE_MULTI);
    check(
        new UprobeMultiTarget(
            Path.of(LibraryCall.LIBRARY),
            OptionalInt.empty(),
            List.of(CodeOffset.inFile(0)),
            List.of(),
            List.of(),
            OptionalInt.empty(),
            false),
        Feature.UPROBE_MULTI);
  }

  @Test
  void linksOfTracingPrograms() {
    check(new TpBtfTarget(0), Feature.TP_BTF);
    check(new FentryTarget(0), Feature.TRAMPOLINE);
    check(new FexitTarget(0), Feature.TRAMPOLINE);
    check(new FmodRetTarget(0), Feature.TRAMPOLINE);
    check(new LsmTarget(0), Feature.LSM);
    check(new IterTarget(Optional.empty()), Feature.ITERATOR);
  }

  @Test
  void linksOfStructures() {
    try (MapHandle map =
        new LinuxMaps()
            .create(new MapSpec(MapType.ARRAY, "none", Integer.BYTES, Integer.BYTES, 1, 0))
            .orThrow()) {
      check(new StructOpsTarget(map), Feature.STRUCT_OPS_LINK);
    }
  }

  private void check(LinkTarget target, Feature... needed) {
    Optional<Feature> missing =
        List.of(needed).stream()
            .filter(feature -> features.probe(feature) instanceof FeatureState.Absent)
            .findFirst();
    KernelError error = LinkBench.refusal(program, target);

    assertThat(error.missingFeature()).as(target.describe()).isEqualTo(missing);
    assertThat(error.message()).startsWith("attach program: " + target.describe());
    missing.ifPresent(
        feature -> assertThat(error.message()).contains("this kernel has no " + feature.phrase()));
  }
}
