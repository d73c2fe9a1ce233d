package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkSurveyed;
import io.bpfledger.core.task.LinkAnswer.LinkWithdrawn;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A loaded program of a case, and one link of it that the tasks are about. */
final class LinkBench {

  static final Ulid OPERATION = Ulid.parse("01JD3W0000000000000000000A");
  static final LinkKey LINK = LinkKey.parse("01JD3W0000000000000000000D");
  private static final MapSpec ARRAY = new MapSpec(MapType.ARRAY, "iterated", 4, 4, 4, 0);

  private final LinkPlace place;
  private final LinkKey link;
  private final Attachment attachment;
  private final Load load;
  private final BootId boot;

  LinkBench(LinkPlace place, LinkCase one) {
    this(place, one, "programs", LINK);
  }

  /** One that does not get in the way of the others. */
  LinkBench(LinkPlace place, LinkCase one, String directory, LinkKey link) {
    this.link = link;
    this.place = place;
    this.attachment = one.on().apply(place);
    this.boot = place.boot();
    this.load = load(place, one, directory);
  }

  /** Loads as programs are loaded: pinned, and no handle kept. */
  static Load load(LinkPlace place, LinkCase one, String directory) {
    Kernel kernel = place.kernel();
    Path pins = place.bpffs().resolve(directory);
    kernel.bpffs().makeDirectory(pins).orThrow();
    LoadRequest request =
        LoadRequest.of(
            one.object(),
            one.object().startsWith("struct_ops")
                ? TestObject.congestionControl(one.object(), place.structure())
                : TestObject.named(one.object()),
            one.programs().stream().map(ProgramSelection::of).toArray(ProgramSelection[]::new));
    try (LoadedObject loaded = kernel.objects().load(request).orThrow()) {
      Path pin = pins.resolve("program");
      var program = loaded.program(one.programs().getFirst());
      kernel.bpffs().pin(program, pin).orThrow();
      List<LoadedMap> maps = new ArrayList<>();
      for (Map.Entry<String, MapHandle> map : loaded.maps().entrySet()) {
        maps.add(pinned(kernel, map.getKey(), map.getValue(), pins));
      }
      if (one.addedMap().isPresent()) {
        try (MapHandle added = kernel.maps().create(ARRAY).orThrow()) {
          maps.add(pinned(kernel, one.addedMap().get(), added, pins));
        }
      }
      ProgramInfo info = kernel.programs().info(program).orThrow();
      return new Load(
          new Incarnation(place.boot(), info.id().value(), info.loadTimeNanos(), info.tag()),
          pin.toString(),
          pins.toString(),
          maps,
          "GPL",
          true);
    }
  }

  private static LoadedMap pinned(Kernel kernel, String name, MapHandle map, Path directory) {
    int id = kernel.maps().info(map).orThrow().id().value();
    if (name.startsWith(".")) {
      return new LoadedMap(name, id, Optional.empty(), MapOrigin.OWN);
    }
    Path pin = directory.resolve("map_" + name);
    kernel.bpffs().pin(map, pin).orThrow();
    return new LoadedMap(name, id, Optional.of(pin.toString()), MapOrigin.OWN);
  }

  Load load() {
    return load;
  }

  Attachment attachment() {
    return attachment;
  }

  Path pin() {
    return place.layout().link(link);
  }

  private LinkAnswer carryOut(LinkTask task) {
    return carryOut(_ -> {}, task);
  }

  private LinkAnswer carryOut(Pause pause, LinkTask task) {
    Workplace now = new Workplace(place.kernel(), place.layout(), Samples.INSTANCE, boot);
    return new LinkWork(now, pause).carryOut(task);
  }

  LinkAnswer attach() {
    return attach(load);
  }

  LinkAnswer attach(Load program) {
    return carryOut(new LinkTask.Attach(OPERATION, link, attachment, program));
  }

  Standing attached() {
    return ((LinkAttached) attach()).standing();
  }

  LinkAnswer detach(Standing standing) {
    return detach(standing, _ -> {});
  }

  LinkAnswer detach(Standing standing, Pause pause) {
    return carryOut(
        pause,
        new LinkTask.Detach(OPERATION, link, (Hold.ByLink) standing.hold(), standing.program()));
  }

  LinkObservation survey() {
    return ((LinkSurveyed) carryOut(new LinkTask.Survey(OPERATION, link, attachment, load)))
        .observation();
  }

  List<String> withdraw() {
    LinkAnswer answer =
        carryOut(
            new LinkTask.Withdraw(
                OPERATION, link, attachment, load, new Failure.Blocked("it was given up")));
    return ((LinkWithdrawn) answer).leftovers();
  }

  static LinkId id(Standing standing) {
    return new LinkId(((Hold.ByLink) standing.hold()).kernelLinkId());
  }

  LinkInfo info(Standing standing) {
    return place.kernel().links().describe(id(standing)).orThrow();
  }

  boolean isInKernel(Standing standing) {
    return place.kernel().links().describe(id(standing)).succeeded();
  }

  boolean isPinned() {
    Bpffs bpffs = place.kernel().bpffs();
    return bpffs
        .open(pin())
        .map(
            handle -> {
              handle.close();
              return true;
            })
        .asOptional()
        .isPresent();
  }

  /** Links in the kernel that run our program or hold our structure. */
  List<LinkInfo> ours() {
    List<LinkInfo> ours = new ArrayList<>();
    Optional<LinkId> id = place.kernel().links().next(Optional.empty()).orThrow();
    while (id.isPresent()) {
      Result<LinkInfo> link = place.kernel().links().describe(id.get());
      link.asOptional().filter(this::isOurs).ifPresent(ours::add);
      id = place.kernel().links().next(id).orThrow();
    }
    return ours;
  }

  private boolean isOurs(LinkInfo link) {
    return link.program().isPresent()
        ? link.program().get().value() == load.incarnation().kernelId()
        : link.details() instanceof LinkDetails.StructOps structure
            && structure.map().isPresent()
            && load.maps().stream()
                .anyMatch(map -> map.kernelId() == structure.map().get().value());
  }
}
