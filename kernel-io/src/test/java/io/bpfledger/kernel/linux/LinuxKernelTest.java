package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** All parts together: the way of one attach through the port. */
@RealKernel
final class LinuxKernelTest {

  @Test
  void loadedProgramIsAttachedPinnedFoundAgainAndDetached() {
    try (NetworkSandbox network = NetworkSandbox.open();
        BpffsSandbox bpffs = BpffsSandbox.open();
        Kernel kernel = LinuxKernel.open().orThrow()) {
      network.cable("near", "far");
      NetworkInterface far = kernel.network().lookup(network.namespace(), "far").orThrow();
      Path pin = bpffs.path().resolve("link");
      LinkInfo info;
      try (LoadedObject loaded = kernel.objects().load(xdp()).orThrow()) {
        ProgramHandle program = loaded.program("xdp_step");
        try (LinkHandle link =
            kernel.links().create(program, new XdpTarget(far, XdpMode.AUTOMATIC)).orThrow()) {
          kernel.bpffs().pin(link, pin).orThrow();
          info = kernel.links().info(link).orThrow();
        }
      }

      HookMembers members = kernel.links().query(new Hook.Xdp(far)).orThrow();
      assertThat(members.members())
          .extracting(HookMembers.Member::program)
          .containsExactly(info.program().orElseThrow());
      assertThat(kernel.links().describe(info.id()).orThrow()).isEqualTo(info);

      kernel.bpffs().unlink(pin).orThrow();
      Eventually.get(
          "an empty hook",
          () ->
              Optional.of(kernel.links().query(new Hook.Xdp(far)).orThrow().members())
                  .filter(List::isEmpty));
    }
  }

  private static LoadRequest xdp() {
    return LoadRequest.of(
        "trail", TestObject.named("trail"), ProgramSelection.of("xdp_step", AttachKind.XDP));
  }
}
