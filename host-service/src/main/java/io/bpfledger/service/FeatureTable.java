package io.bpfledger.service;

import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.LinuxKernel;

/** {@code features}: what the running kernel can do. */
final class FeatureTable {

  private final Terminal terminal;

  FeatureTable(Terminal terminal) {
    this.terminal = terminal;
  }

  int run() {
    return switch (LinuxKernel.open()) {
      case Result.Failure<Kernel> failure -> {
        terminal.error("features: " + Text.safe(failure.error().message()));
        yield Main.FAILED;
      }
      case Result.Success<Kernel> success -> {
        try (Kernel kernel = success.value()) {
          show(kernel);
        }
        yield Main.DONE;
      }
    };
  }

  private void show(Kernel kernel) {
    Columns table = new Columns("FEATURE", "HERE", "SINCE LINUX", "WHAT THE KERNEL SAID");
    kernel
        .features()
        .probeAll()
        .forEach(
            (feature, state) -> {
              String here;
              String said;
              switch (state) {
                case FeatureState.Present _ -> {
                  here = "yes";
                  said = "";
                }
                case FeatureState.Absent absent -> {
                  here = "no";
                  said = absent.reason();
                }
                case FeatureState.Unknown unknown -> {
                  here = "unknown";
                  said = unknown.reason();
                }
              }
              table.row(feature.phrase(), here, feature.since(), said);
            });
    terminal.print(table.toString());
  }
}
