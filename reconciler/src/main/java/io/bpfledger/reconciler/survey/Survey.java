package io.bpfledger.reconciler.survey;

import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.InventoryScope;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one look at a kernel showed.
 *
 * <p>An inventory tells what there is. Whose a program is, who is in the slots of a chain, and who
 * stands on a hook, in which order, it does not tell; that is read on top of it, for what concerns
 * us.
 *
 * @param instance who we are
 * @param scope what the inventory looked at: of a namespace outside it nothing is known
 * @param marks of programs that may bear one; of others it is known by their maps that they do not
 * @param slots by the program array of a chain that is pinned in our file system
 * @param hooks who stands on the hooks that the ledger knows, where the kernel can be asked
 * @param objects what the object store holds; empty if it was not looked at
 */
public record Survey(
    Instance instance,
    Layout layout,
    InventoryScope scope,
    Inventory inventory,
    SortedMap<ProgramId, Reading<Marker>> marks,
    SortedMap<MapId, Reading<List<Optional<ProgramId>>>> slots,
    SortedMap<HookKey, Reading<HookMembers>> hooks,
    Optional<Set<Digest>> objects) {

  private static final int BOOT_CHARACTERS_MAX = 64;

  public Survey {
    marks = copy(marks);
    slots = copy(slots);
    hooks = copy(hooks);
    objects = objects.map(Set::copyOf);
  }

  private static <K, V> SortedMap<K, V> copy(Map<K, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** The boot in which the numbers mean what they say; empty if it could not be read. */
  public Optional<BootId> boot() {
    String boot = inventory.bootId();
    return boot.isEmpty() || boot.length() > BOOT_CHARACTERS_MAX
        ? Optional.empty()
        : Optional.of(new BootId(boot));
  }

  /** Whether all of a part was read. Only then is what it does not show not there. */
  public boolean knows(InventoryPart part) {
    return inventory.gaps().stream().noneMatch(gap -> gap.part() == part);
  }

  /** Whose a program says it is. */
  public Reading<Marker> mark(ProgramId program) {
    Reading<Marker> read = marks.get(program);
    if (read != null) {
      return read;
    }
    return knows(InventoryPart.MAPS)
        ? new Reading.Nothing<>()
        : new Reading.Unread<>("not all maps could be read");
  }

  /** Who is in the slots of a chain. */
  public Reading<List<Optional<ProgramId>>> slots(MapId programArray) {
    Reading<List<Optional<ProgramId>>> read = slots.get(programArray);
    return read != null ? read : new Reading.Unread<>("the chain's slots were not read");
  }

  /** Who stands on a hook. */
  public Reading<HookMembers> hook(HookKey hook) {
    Reading<HookMembers> read = hooks.get(hook);
    return read != null ? read : new Reading.Unread<>("the hook was not asked");
  }
}
