package io.bpfledger.proof.sequence;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that a player can see of what is ours, in words that do not depend on ids. */
final class Observation {

  private Observation() {}

  static List<String> of(Table table) {
    List<String> lines = new ArrayList<>();
    table.programs().forEach((place, program) -> lines.add(program(table, place, program)));
    table.maps().forEach((place, map) -> lines.add(map(table, place, map)));
    table
        .links()
        .forEach((place, link) -> lines.add("link place " + place + ": " + link(table, link)));
    table.devices().values().forEach(device -> hooks(table, device, lines));
    pins(table, table.world().bpffs(), lines);
    lines.add("alive: " + table.alive());
    return lines;
  }

  private static String program(Table table, int place, ProgramHandle program) {
    var info = table.kernel().programs().info(program).orThrow();
    String maps = info.mapIds().stream().map(table::name).sorted().collect(Collectors.joining(" "));
    return "program place "
        + place
        + ": "
        + table.name(info.id())
        + " "
        + info.name()
        + " maps "
        + maps;
  }

  private static String map(Table table, int place, MapHandle map) {
    var info = table.kernel().maps().info(map).orThrow();
    boolean programs = info.typeNumber() == MapType.PROG_ARRAY.number();
    return "map place "
        + place
        + ": "
        + table.name(info.id())
        + " "
        + info.name()
        + " "
        + (programs ? slots(table, map) : elements(table.kernel(), map));
  }

  private static String elements(Kernel kernel, MapHandle map) {
    TreeSet<String> elements = new TreeSet<>();
    Optional<byte[]> key = kernel.maps().nextKey(map, Optional.empty()).orThrow();
    while (key.isPresent()) {
      byte[] present = key.get();
      kernel
          .maps()
          .lookup(map, present)
          .orThrow()
          .ifPresent(value -> elements.add(intOf(present) + "=" + intOf(value)));
      key = kernel.maps().nextKey(map, key).orThrow();
    }
    return elements.toString();
  }

  private static String slots(Table table, MapHandle map) {
    List<String> slots = new ArrayList<>();
    for (int slot = 0; slot < 2; slot++) {
      slots.add(table.kernel().maps().programAt(map, slot).orThrow().map(table::name).orElse("-"));
    }
    return slots.toString();
  }

  private static String link(Table table, LinkHandle link) {
    LinkInfo info = table.kernel().links().info(link).orThrow();
    String details =
        switch (info.details()) {
          case LinkDetails.Xdp xdp -> "xdp " + table.name(xdp.interfaceIndex());
          case LinkDetails.Tcx tcx ->
              "tcx " + table.name(tcx.interfaceIndex()) + " " + tcx.attachTypeNumber();
          case LinkDetails other -> other.toString();
        };
    String program = info.program().map(table::name).orElse("-");
    return table.name(info.id()) + " runs " + program + " on " + details;
  }

  private static void hooks(Table table, NetworkInterface device, List<String> lines) {
    lines.add(device.name() + " xdp: " + members(table, new Hook.Xdp(device)));
    for (Direction direction : Direction.values()) {
      String where = device.name() + " " + direction.word();
      lines.add(where + " tcx: " + members(table, new Hook.Tcx(device, direction)));
      lines.add(where + " tc: " + filters(table, new TcTarget(device, direction)));
    }
  }

  private static String members(Table table, Hook hook) {
    return switch (table.kernel().links().query(hook)) {
      case Result.Failure<HookMembers> failure -> failure.error().errno().name();
      case Result.Success<HookMembers> success ->
          success.value().members().stream()
              .map(member -> table.name(member.program()))
              .toList()
              .toString();
    };
  }

  private static String filters(Table table, TcTarget target) {
    return table.kernel().trafficControl().filters(target).orThrow().stream()
        .map(
            filter ->
                filter.priority()
                    + ":"
                    + filter.handle()
                    + " "
                    + filter.name()
                    + " "
                    + filter.program().map(table::name).orElse("-"))
        .toList()
        .toString();
  }

  private static void pins(Table table, Path directory, List<String> lines) {
    for (BpffsEntry entry : table.kernel().bpffs().list(directory).orThrow()) {
      if (entry.path().getFileName().toString().contains(".")) {
        // The kernel's own, in every new bpffs; nobody else can make such a name.
        continue;
      }
      Path shown = table.world().bpffs().relativize(entry.path());
      switch (entry) {
        case BpffsEntry.Directory inner -> {
          lines.add("directory " + shown);
          pins(table, inner.path(), lines);
        }
        case BpffsEntry.Pin pin -> lines.add("pin " + shown + ": " + pinned(table, pin.path()));
        case BpffsEntry.SymbolicLink link ->
            lines.add("symbolic link " + shown + " -> " + link.target());
      }
    }
  }

  private static String pinned(Table table, Path path) {
    try (Handle handle = table.kernel().bpffs().open(path).orThrow()) {
      return switch (handle) {
        case ProgramHandle program -> table.name(table.idOf(program));
        case MapHandle map -> table.name(table.idOf(map));
        case LinkHandle link -> link(table, link);
      };
    }
  }

  private static int intOf(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }
}
