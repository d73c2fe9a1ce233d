package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.inventory.Gap;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import java.util.List;

/** Looks around in a process that has no capabilities, and says what it saw. */
final class WeakProcess {

  private WeakProcess() {}

  public static void main(String[] arguments) {
    try (Kernel kernel = LinuxKernel.open().orThrow()) {
      Inventory inventory =
          new InventoryReader(kernel).read(new InventoryScope(List.of(), List.of()));
      System.out.println("complete " + inventory.complete());
      System.out.println("programs " + inventory.programs().size());
      for (Gap gap : inventory.gaps()) {
        System.out.println("gap " + gap.part() + " " + gap.error().message());
      }
      System.out.println("feature " + kernel.features().probe(Feature.TCX));
    }
  }
}
