package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.inventory.Gap;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An inventory taken by a process that has no file descriptor left. */
final class ScarceInventory {

  /** More than a process of these tests may have open. */
  private static final int HANDLES_MAX = 10_000;

  private ScarceInventory() {}

  /** Takes all descriptors there are, reads the inventory, and says what came of it. */
  static String take(Kernel kernel) {
    loadClasses(kernel);
    List<MapHandle> hoard = new ArrayList<>();
    try {
      for (int taken = 0; taken < HANDLES_MAX; taken++) {
        switch (kernel.maps().create(new MapSpec(MapType.ARRAY, "hoard", 4, 4, 1, 0))) {
          case Result.Success<MapHandle> made -> hoard.add(made.value());
          case Result.Failure<MapHandle> failure -> {
            if (!failure.error().errno().equals(Errno.EMFILE)) {
              return failure.error().message();
            }
            return describe(read(kernel));
          }
        }
      }
      return "descriptors have no end";
    } finally {
      hoard.forEach(MapHandle::close);
    }
  }

  /** A class that is first used without a descriptor left cannot be read from its file. */
  private static void loadClasses(Kernel kernel) {
    kernel.maps().describe(new MapId(Integer.MAX_VALUE));
    KernelError error = KernelError.of(Operation.READ_HOST, "nothing", Errno.EMFILE);
    Inventory inventory = read(kernel);
    describe(
        new Inventory(
            inventory.bootId(),
            inventory.pins(),
            inventory.namespaces(),
            inventory.links(),
            inventory.programs(),
            inventory.maps(),
            inventory.followed(),
            List.of(new Gap(InventoryPart.HOST, error))));
  }

  private static Inventory read(Kernel kernel) {
    return new InventoryReader(kernel).read(new InventoryScope(List.of(), List.of()));
  }

  private static String describe(Inventory inventory) {
    TreeSet<String> reasons = new TreeSet<>();
    for (Gap gap : inventory.gaps()) {
      reasons.add(gap.part() + " " + gap.error().errno().name());
    }
    return (inventory.complete() ? "complete" : "incomplete") + ": " + reasons;
  }
}
