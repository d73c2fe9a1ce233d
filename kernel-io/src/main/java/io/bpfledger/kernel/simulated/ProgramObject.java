package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A program in the kernel. */
final class ProgramObject extends KernelObject {

  private static final int NAME_LIMIT = 15;

  private final Machine machine;
  private final VerifiedProgram verified;
  private final long loadTimeNanos;
  private final Optional<BtfObject> btf;
  private final List<MapObject> maps = new ArrayList<>();

  ProgramObject(Machine machine, int id, VerifiedProgram verified, Optional<BtfObject> btf) {
    super(id);
    this.machine = machine;
    this.verified = verified;
    this.loadTimeNanos = machine.clock().nanos();
    this.btf = btf;
  }

  /** Nothing speaks against it any more: now it takes the references it lives with. */
  void enter(List<MapObject> used) {
    btf.ifPresent(BtfObject::retain);
    used.forEach(this::use);
    machine.programs().add(this);
  }

  /** Keeps the map as long as the program lives; a map it uses already is left alone. */
  void use(MapObject map) {
    if (!maps.contains(map)) {
      maps.add(map);
      map.retain();
    }
  }

  List<MapObject> maps() {
    return List.copyOf(maps);
  }

  Optional<BtfObject> btf() {
    return btf;
  }

  VerifiedProgram verified() {
    return verified;
  }

  ProgramType type() {
    return verified.type();
  }

  int expectedAttachType() {
    return verified.expectedAttachType();
  }

  String name() {
    String name = verified.name();
    return name.length() <= NAME_LIMIT ? name : name.substring(0, NAME_LIMIT);
  }

  ProgramArray.Flavour flavour() {
    return new ProgramArray.Flavour(type().number(), expectedAttachType(), verified.frags());
  }

  ProgramInfo info() {
    Optional<VerifiedProgram.AttachPoint> attachPoint = verified.attachPoint();
    return new ProgramInfo(
        new ProgramId(id()),
        type().number(),
        verified.tag(),
        name(),
        loadTimeNanos,
        0,
        maps.stream().map(map -> new MapId(map.id())).toList(),
        verified.gplCompatible(),
        verified.translatedBytes(),
        verified.translatedBytes(),
        btf.isPresent() ? OptionalInt.of(btf.get().id()) : OptionalInt.empty(),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalInt.of(verified.verifiedInstructions()),
        attachPoint.isPresent()
            ? OptionalInt.of(attachPoint.get().btfObject())
            : OptionalInt.empty(),
        attachPoint.isPresent() ? OptionalInt.of(attachPoint.get().btfId()) : OptionalInt.empty());
  }

  @Override
  void vanish() {
    machine.programs().remove(this);
    machine
        .notices()
        .program(new Notification.ProgramUnloaded(new ProgramId(id()), verified.tag()));
    maps.forEach(MapObject::release);
    btf.ifPresent(BtfObject::release);
  }

  @Override
  String describe() {
    return "program " + name();
  }
}
