package io.bpfledger.proof.sequence;

import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.TestRun;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.proof.contract.World;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Plays steps on one kernel and says what each answered. */
final class Player {

  /** What a step answers whose places are empty, or taken. */
  static final String NOTHING = "nothing to do";

  private final Table table;

  Player(Table table) {
    this.table = table;
  }

  String play(Step step) {
    return switch (step) {
      case Step.Load load -> load(load);
      case Step.TestRun run -> onProgram(run.program(), this::testRun);
      case Step.MakeMap make -> makeMap(make);
      case Step.Put put -> onMap(put.map(), map -> put(map, put));
      case Step.Remove remove ->
          onMap(
              remove.map(), map -> answer(table.kernel().maps().delete(map, bytes(remove.key()))));
      case Step.Freeze freeze ->
          onMap(freeze.map(), map -> answer(table.kernel().maps().freeze(map)));
      case Step.PutProgram put -> putProgram(put);
      case Step.Bind bind -> bind(bind);
      case Step.AttachXdp attach -> attachXdp(attach);
      case Step.AttachTcx attach -> attachTcx(attach);
      case Step.Update update -> update(update);
      case Step.Detach detach ->
          onLink(detach.link(), link -> answer(table.kernel().links().detach(link)));
      case Step.Close close -> close(close);
      case Step.Pin pin -> pin(pin);
      case Step.Open open -> open(open);
      case Step.MakeDirectory make ->
          answer(table.kernel().bpffs().makeDirectory(table.path(make.path())));
      case Step.RemoveDirectory remove ->
          answer(table.kernel().bpffs().removeDirectory(table.path(remove.path())));
      case Step.Unlink unlink -> answer(table.kernel().bpffs().unlink(table.path(unlink.path())));
      case Step.Rename rename ->
          answer(table.kernel().bpffs().rename(table.path(rename.from()), table.path(rename.to())));
      case Step.AddClsact add ->
          onDevice(add.device(), device -> table.kernel().trafficControl().addClsact(device));
      case Step.DeleteClsact delete ->
          onDevice(delete.device(), device -> table.kernel().trafficControl().deleteClsact(device));
      case Step.AddFilter add -> addFilter(add);
      case Step.ReplaceFilter replace -> replaceFilter(replace);
      case Step.DeleteFilter delete ->
          onDevice(
              delete.device(),
              device ->
                  table
                      .kernel()
                      .trafficControl()
                      .deleteFilter(
                          new TcTarget(device, delete.direction()),
                          delete.priority(),
                          delete.handle()));
      case Step.AddDevice add -> {
        if (table.devices().containsKey(add.device())) {
          yield NOTHING;
        }
        table.addDevice(add.device());
        yield "ok";
      }
      case Step.RemoveDevice remove -> {
        if (!table.devices().containsKey(remove.device())) {
          yield NOTHING;
        }
        table.removeDevice(remove.device());
        yield "ok";
      }
    };
  }

  private String load(Step.Load load) {
    if (table.programs().containsKey(load.program())) {
      return NOTHING;
    }
    Step.Source source = load.source();
    Result<LoadedObject> loaded =
        table
            .kernel()
            .objects()
            .load(
                LoadRequest.of(
                    source.object(),
                    World.object(source.object()),
                    ProgramSelection.of(source.program())));
    loaded
        .asOptional()
        .ifPresent(
            object -> {
              ProgramHandle program = object.program(source.program());
              object.maps().values().forEach(Handle::close);
              table.programs().put(load.program(), program);
              table.name(table.idOf(program));
            });
    return answer(loaded);
  }

  private String testRun(ProgramHandle program) {
    Result<TestRun> ran =
        table.kernel().programs().testRun(program, new TestRunRequest(new byte[64], 1));
    return ran.map(run -> "returned " + run.returnValue()).asOptional().orElse(answer(ran));
  }

  private String makeMap(Step.MakeMap make) {
    if (table.maps().containsKey(make.map())) {
      return NOTHING;
    }
    MapSpec spec =
        switch (make.shape()) {
          case HASH -> new MapSpec(MapType.HASH, "hash", 4, 4, 2, 0);
          case ARRAY -> new MapSpec(MapType.ARRAY, "array", 4, 4, 2, 0);
          case PROGRAM_ARRAY -> new MapSpec(MapType.PROG_ARRAY, "slots", 4, 4, 2, 0);
        };
    Result<MapHandle> made = table.kernel().maps().create(spec);
    made.asOptional()
        .ifPresent(
            map -> {
              table.maps().put(make.map(), map);
              table.name(table.idOf(map));
            });
    return answer(made);
  }

  private String put(MapHandle map, Step.Put put) {
    if (table.kernel().maps().info(map).orThrow().typeNumber() == MapType.PROG_ARRAY.number()) {
      // Its values are descriptors of this process, of which the two kernels have not the same.
      return NOTHING;
    }
    return answer(
        table.kernel().maps().update(map, bytes(put.key()), bytes(put.value()), put.mode()));
  }

  private String putProgram(Step.PutProgram put) {
    return onMap(
        put.map(),
        map ->
            onProgram(
                put.program(),
                program -> answer(table.kernel().maps().setProgram(map, put.slot(), program))));
  }

  private String bind(Step.Bind bind) {
    return onProgram(
        bind.program(),
        program ->
            onMap(bind.map(), map -> answer(table.kernel().programs().bindMap(program, map))));
  }

  private String attachXdp(Step.AttachXdp attach) {
    Optional<NetworkInterface> device = table.deviceOrItsGhost(attach.device());
    if (table.links().containsKey(attach.link()) || device.isEmpty()) {
      return NOTHING;
    }
    return onProgram(
        attach.program(),
        program ->
            keep(
                attach.link(),
                table
                    .kernel()
                    .links()
                    .create(program, new XdpTarget(device.get(), attach.mode()))));
  }

  private String attachTcx(Step.AttachTcx attach) {
    Optional<NetworkInterface> device = table.deviceOrItsGhost(attach.device());
    Optional<TcxPosition> position = position(attach);
    if (table.links().containsKey(attach.link()) || device.isEmpty() || position.isEmpty()) {
      return NOTHING;
    }
    TcxTarget target = new TcxTarget(device.get(), attach.direction(), position.get(), 0);
    return onProgram(
        attach.program(),
        program -> keep(attach.link(), table.kernel().links().create(program, target)));
  }

  private Optional<TcxPosition> position(Step.AttachTcx attach) {
    Optional<LinkHandle> link = Optional.ofNullable(table.links().get(attach.anchorPlace()));
    Optional<ProgramHandle> program =
        Optional.ofNullable(table.programs().get(attach.anchorPlace()));
    return switch (attach.anchor()) {
      case FIRST -> Optional.of(new TcxPosition.First());
      case LAST -> Optional.of(new TcxPosition.Last());
      case BEFORE_LINK -> link.map(table::idOf).map(TcxPosition.BeforeLink::new);
      case AFTER_LINK -> link.map(table::idOf).map(TcxPosition.AfterLink::new);
      case BEFORE_PROGRAM -> program.map(table::idOf).map(TcxPosition.BeforeProgram::new);
      case AFTER_PROGRAM -> program.map(table::idOf).map(TcxPosition.AfterProgram::new);
    };
  }

  private String keep(int place, Result<LinkHandle> created) {
    created
        .asOptional()
        .ifPresent(
            link -> {
              table.links().put(place, link);
              table.name(table.idOf(link));
            });
    return answer(created);
  }

  private String update(Step.Update update) {
    Optional<ProgramHandle> expected =
        Optional.ofNullable(table.programs().get(update.expectedProgram()));
    return onLink(
        update.link(),
        link ->
            onProgram(
                update.program(),
                program -> answer(table.kernel().links().update(link, program, expected))));
  }

  private String close(Step.Close close) {
    Optional<? extends Handle> handle = table.handle(close.sort(), close.place());
    handle.ifPresent(Handle::close);
    table.take(close.sort(), close.place());
    return handle.isPresent() ? "ok" : NOTHING;
  }

  private String pin(Step.Pin pin) {
    return table
        .handle(pin.sort(), pin.place())
        .map(handle -> answer(table.kernel().bpffs().pin(handle, table.path(pin.path()))))
        .orElse(NOTHING);
  }

  private String open(Step.Open open) {
    if (table.handle(open.sort(), open.place()).isPresent()) {
      return NOTHING;
    }
    Result<Handle> opened = table.kernel().bpffs().open(table.path(open.path()));
    return switch (opened) {
      case Result.Failure<Handle> failure -> failure.error().errno().name();
      case Result.Success<Handle> success -> place(open, success.value());
    };
  }

  private String place(Step.Open open, Handle handle) {
    switch (handle) {
      case ProgramHandle program when open.sort() == Step.Sort.PROGRAM ->
          table.programs().put(open.place(), program);
      case MapHandle map when open.sort() == Step.Sort.MAP -> table.maps().put(open.place(), map);
      case LinkHandle link when open.sort() == Step.Sort.LINK ->
          table.links().put(open.place(), link);
      case Handle other -> {
        other.close();
        return "another sort";
      }
    }
    return "ok";
  }

  private String addFilter(Step.AddFilter add) {
    return onProgram(
        add.program(),
        program ->
            onDevice(
                add.device(),
                device ->
                    table
                        .kernel()
                        .trafficControl()
                        .addFilter(
                            new TcTarget(device, add.direction()),
                            new TcFilterSpec(add.priority(), add.handle(), "ours"),
                            program)));
  }

  private String replaceFilter(Step.ReplaceFilter replace) {
    return onProgram(
        replace.program(),
        program ->
            onDevice(
                replace.device(),
                device ->
                    table
                        .kernel()
                        .trafficControl()
                        .replaceFilter(
                            new TcTarget(device, replace.direction()),
                            new TcFilterSpec(replace.priority(), replace.handle(), "ours"),
                            program)));
  }

  private String onProgram(int place, java.util.function.Function<ProgramHandle, String> action) {
    ProgramHandle program = table.programs().get(place);
    return program == null ? NOTHING : action.apply(program);
  }

  private String onMap(int place, java.util.function.Function<MapHandle, String> action) {
    MapHandle map = table.maps().get(place);
    return map == null ? NOTHING : action.apply(map);
  }

  private String onLink(int place, java.util.function.Function<LinkHandle, String> action) {
    LinkHandle link = table.links().get(place);
    return link == null ? NOTHING : action.apply(link);
  }

  private String onDevice(
      int place, java.util.function.Function<NetworkInterface, Result<?>> action) {
    return table
        .deviceOrItsGhost(place)
        .map(device -> answer(action.apply(device)))
        .orElse(NOTHING);
  }

  private static String answer(Result<?> result) {
    return result.problem().map(error -> error.errno().name()).orElse("ok");
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
