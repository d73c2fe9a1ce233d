package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@RealKernel
final class TpBtfLinkTest {

  /** Passed when somebody makes a cgroup. */
  private static final String QUIET = "cgroup_mkdir";

  private static final long COOKIE = 0xb0b_0000_0007L;
  private static final int HITS_OF_TP_BTF = 2;

  private final LinuxMaps maps = new LinuxMaps();

  @Test
  void eachPassingIsCountedUntilTheLinkIsClosed() {
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        LoadedObject loaded = load("tracing", "on_any_tp_btf", onlyThisProcess())) {
      try (LinkHandle link =
          LinkBench.WRITER.create(loaded.program("on_any_tp_btf"), new TpBtfTarget(0)).orThrow()) {
        cgroup.makeAndRemoveChild();
        cgroup.makeAndRemoveChild();
        cgroup.makeAndRemoveChild();

        assertThat(hits(loaded)).isEqualTo(3);
        assertThat(LinkBench.READER.info(link).orThrow().details())
            .isEqualTo(new LinkDetails.RawTracepoint(QUIET, OptionalLong.empty()));
      }
      cgroup.makeAndRemoveChild();
      assertThat(hits(loaded)).isEqualTo(3);
    }
  }

  @Test
  @NeedsFeature(Feature.RAW_TRACEPOINT_COOKIE)
  void programSeesTheCookieOfItsLink() {
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        LoadedObject loaded = load("cookies", "cookie_tp_btf", Map.of());
        LinkHandle _ =
            LinkBench.WRITER
                .create(loaded.program("cookie_tp_btf"), new TpBtfTarget(COOKIE))
                .orThrow()) {
      cgroup.makeAndRemoveChild();

      byte[] count =
          maps.lookup(loaded.map("by_cookie"), TestObject.number(COOKIE, Long.BYTES))
              .orThrow()
              .orElseThrow();
      assertThat(TestObject.longAt(count, 0)).isPositive();
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.TRACEPOINT, 0))) {
      KernelError error = LinkBench.refusal(program, new TpBtfTarget(0));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("not loaded for this kind");
    }
  }

  private long hits(LoadedObject loaded) {
    return TestObject.longAt(
        maps.lookup(loaded.map("hits"), TestObject.key(HITS_OF_TP_BTF)).orThrow().orElseThrow(), 0);
  }

  private static Map<String, byte[]> onlyThisProcess() {
    long self = ProcessHandle.current().pid();
    return Map.of("only_process", TestObject.number(self, Integer.BYTES));
  }

  private LoadedObject load(String object, String program, Map<String, byte[]> globals) {
    return new LinuxObjects(maps, new LinuxBpffs())
        .load(
            new LoadRequest(
                object,
                TestObject.named(object),
                List.of(ProgramSelection.of(program, AttachKind.TP_BTF, QUIET)),
                globals,
                Map.of(),
                Optional.empty()))
        .orThrow();
  }
}
