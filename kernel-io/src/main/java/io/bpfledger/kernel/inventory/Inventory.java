package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import java.util.List;
import java.util.Set;

/**
 * What a kernel held when it was looked at.
 *
 * <p>The parts are read one after the other in the order of the components, so whatever a pin, a
 * filter, a link or a program refers to is in a later part, unless it is gone by then.
 *
 * @param bootId the boot in which the ids mean what they say; empty if it could not be read
 * @param pins the trees of the scope, each with all in it
 * @param namespaces those namespaces of the scope that exist
 * @param followed the links that are pinned in the scope, or were at an earlier look in this boot;
 *     sweeps read their infos each time
 * @param gaps what could not be read; objects that went away meanwhile are none
 */
public record Inventory(
    String bootId,
    List<PinTree> pins,
    List<NamespaceInventory> namespaces,
    IdTable<LinkId, LinkInfo> links,
    IdTable<ProgramId, ProgramInfo> programs,
    IdTable<MapId, MapInfo> maps,
    Set<LinkId> followed,
    List<Gap> gaps) {

  public Inventory {
    pins = List.copyOf(pins);
    namespaces = List.copyOf(namespaces);
    followed = Set.copyOf(followed);
    gaps = List.copyOf(gaps);
  }

  /** Whether all of the scope was read. Only then is what it does not show not there. */
  public boolean complete() {
    return gaps.isEmpty();
  }
}
