package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;

/** The maps of the machine, as one process reaches them. */
final class SimulatedMaps implements Maps {

  private final SimulatedProcess process;
  private final Machine machine;

  SimulatedMaps(SimulatedProcess process) {
    this.process = process;
    this.machine = process.machine();
  }

  @Override
  public Result<MapHandle> create(MapSpec spec) {
    return process
        .gate()
        .call(
            Operation.CREATE_MAP,
            "map " + spec.name(),
            () -> {
              process.requireRoomForHandles(1);
              MapRules.requireMakeableAlone(spec.type());
              return process.open(
                  machine.createMap(spec, Optional.empty()), MapAccess.ofFlags(spec.flags()));
            });
  }

  @Override
  public Result<Optional<MapId>> next(Optional<MapId> after) {
    return process
        .gate()
        .call(
            Operation.NEXT_MAP,
            "maps",
            () -> machine.maps().nextId(after.map(MapId::value)).map(MapId::new));
  }

  @Override
  public Result<MapHandle> open(MapId id) {
    return process
        .gate()
        .call(
            Operation.OPEN_MAP,
            "map " + id,
            () -> {
              MapObject map = machine.maps().find(id.value());
              process.requireRoomForHandles(1);
              return process.open(map);
            });
  }

  @Override
  public Result<MapInfo> info(MapHandle map) {
    return process
        .gate()
        .call(Operation.DESCRIBE_MAP, map.toString(), () -> process.map(map).info());
  }

  @Override
  public Result<MapInfo> describe(MapId id) {
    return process
        .gate()
        .call(
            Operation.DESCRIBE_MAP,
            "map " + id,
            () -> {
              MapObject map = machine.maps().find(id.value());
              process.requireRoomForHandles(1);
              return map.info();
            });
  }

  @Override
  public Result<Optional<byte[]>> lookup(MapHandle map, byte[] key) {
    return process
        .gate()
        .call(
            Operation.LOOKUP_ELEMENT,
            map.toString(),
            () -> process.map(map).read(key, process.access(map)));
  }

  @Override
  public Result<Done> update(MapHandle map, byte[] key, byte[] value, UpdateMode mode) {
    return process
        .gate()
        .call(
            Operation.UPDATE_ELEMENT,
            map.toString(),
            () -> {
              process.map(map).write(key, value, mode, process.access(map));
              return Done.DONE;
            });
  }

  @Override
  public Result<Done> delete(MapHandle map, byte[] key) {
    return process
        .gate()
        .call(
            Operation.DELETE_ELEMENT,
            map.toString(),
            () -> {
              process.map(map).delete(key, process.access(map));
              return Done.DONE;
            });
  }

  @Override
  public Result<Optional<byte[]>> nextKey(MapHandle map, Optional<byte[]> key) {
    return process
        .gate()
        .call(
            Operation.NEXT_KEY,
            map.toString(),
            () -> process.map(map).keyAfter(key, process.access(map)));
  }

  @Override
  public Result<Done> freeze(MapHandle map) {
    return process
        .gate()
        .call(
            Operation.FREEZE_MAP,
            map.toString(),
            () -> {
              process.map(map).freeze(process.access(map));
              return Done.DONE;
            });
  }

  @Override
  public Result<Done> setProgram(MapHandle programArray, int slot, ProgramHandle program) {
    return process
        .gate()
        .call(
            Operation.UPDATE_ELEMENT,
            programArray.toString(),
            () -> {
              process
                  .map(programArray)
                  .setProgram(slot, process.program(program), process.access(programArray));
              return Done.DONE;
            });
  }

  @Override
  public Result<Optional<ProgramId>> programAt(MapHandle programArray, int slot) {
    return process
        .gate()
        .call(
            Operation.LOOKUP_ELEMENT,
            programArray.toString(),
            () ->
                process
                    .map(programArray)
                    .programArray()
                    .at(slot)
                    .map(program -> new ProgramId(program.id())));
  }
}
