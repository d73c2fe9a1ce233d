package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.core.task.ProgramTask.LoadBatch;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Loads a batch: all of it is staged, and one rename makes it count. */
final class BatchLoading {

  private final Workplace place;
  private final Kernel kernel;
  private final Bpffs bpffs;
  private final Pins pins;
  private final LoadedPrograms programs;
  private final MapsByName mapsByName;
  private final BatchWithdrawal withdrawal;
  private final ObjectSource source;
  private final VerifierLogs logs;

  BatchLoading(
      Workplace place,
      MapsByName mapsByName,
      BatchWithdrawal withdrawal,
      ObjectSource source,
      VerifierLogs logs) {
    this.place = place;
    this.kernel = place.kernel();
    this.bpffs = kernel.bpffs();
    this.pins = place.pins();
    this.programs = new LoadedPrograms(kernel, place.boot());
    this.mapsByName = mapsByName;
    this.withdrawal = withdrawal;
    this.source = source;
    this.logs = logs;
  }

  ProgramAnswer load(LoadBatch task) {
    BatchPlan plan;
    try {
      plan = BatchPlan.of(task.members(), source);
    } catch (Obstacle obstacle) {
      return new ProgramAnswer.LoadRefused(obstacle.failure(), List.of());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.LoadRefused(logs.failure(refused.error()), List.of());
    }
    try {
      return new ProgramAnswer.BatchLoaded(loaded(task, plan));
    } catch (Obstacle obstacle) {
      return undone(task, obstacle.failure());
    } catch (KernelFailure refused) {
      return undone(task, logs.failure(refused.error()));
    }
  }

  private ProgramAnswer undone(LoadBatch task, Failure failure) {
    return new ProgramAnswer.LoadRefused(
        failure, withdrawal.withdraw(task.operation(), keys(task)));
  }

  private static List<ProgramKey> keys(LoadBatch task) {
    return task.members().stream().map(ProgramTask.Member::key).toList();
  }

  private SortedMap<ProgramKey, Load> loaded(LoadBatch task, BatchPlan plan) throws Obstacle {
    List<String> left = withdrawal.withdraw(task.operation(), keys(task));
    if (!left.isEmpty()) {
      throw new Obstacle(
          "what an earlier attempt of this load left cannot be removed: "
              + String.join(", ", left));
    }
    try (Guards.Held _ = mapsByName.guard(plan.mapsByName());
        SharedMaps shared = SharedMaps.open(plan, programs, mapsByName);
        LoadedObject object = kernel.objects().load(plan.sharing(shared.handles())).orThrow()) {
      SortedMap<ProgramKey, Load> loads = staged(task, plan, object);
      for (String name : plan.mapsByName()) {
        if (!shared.handles().containsKey(name)) {
          mapsByName.pin(name, object.map(name));
        }
      }
      bpffs
          .rename(place.layout().staging(task.operation()), place.layout().batch(task.operation()))
          .orThrow();
      return loads;
    }
  }

  /** Nothing is pinned before all is marked: a pin without a mark would be nobody's. */
  private SortedMap<ProgramKey, Load> staged(LoadBatch task, BatchPlan plan, LoadedObject object) {
    for (ProgramTask.Member member : task.members()) {
      new Marker(place.instance(), member.key().ulid())
          .bindTo(kernel, object.program(member.spec().name()))
          .orThrow();
    }
    Path staging = place.layout().staging(task.operation());
    pins.ensureDirectory(place.layout().programs()).orThrow();
    bpffs.makeDirectory(staging).orThrow();
    SortedMap<ProgramKey, Load> loads = new TreeMap<>();
    for (ProgramTask.Member member : task.members()) {
      ProgramDirectory staged = new ProgramDirectory(staging.resolve(member.key().toString()));
      ProgramDirectory committed =
          new ProgramDirectory(place.layout().program(task.operation(), member.key()));
      ProgramHandle program = object.program(member.spec().name());
      bpffs.makeDirectory(staged.path()).orThrow();
      bpffs.makeDirectory(staged.maps()).orThrow();
      bpffs.pin(program, staged.program()).orThrow();
      loads.put(
          member.key(),
          load(
              kernel.programs().info(program).orThrow(),
              plan,
              committed,
              maps(plan, member, object, staged, committed)));
    }
    return loads;
  }

  private List<LoadedMap> maps(
      BatchPlan plan,
      ProgramTask.Member member,
      LoadedObject object,
      ProgramDirectory staged,
      ProgramDirectory committed) {
    List<LoadedMap> maps = new ArrayList<>();
    for (String name : plan.mapsOf(member.spec().name())) {
      MapHandle map = object.map(name);
      Optional<String> pin = Optional.empty();
      if (ProgramDirectory.isPinnable(name)) {
        bpffs.pin(map, staged.map(name)).orThrow();
        pin = Optional.of(committed.map(name).toString());
      }
      int id = kernel.maps().info(map).orThrow().id().value();
      maps.add(new LoadedMap(name, id, pin, plan.origin(name)));
    }
    return maps;
  }

  private Load load(
      ProgramInfo info, BatchPlan plan, ProgramDirectory committed, List<LoadedMap> maps) {
    return new Load(
        new Incarnation(place.boot(), info.id().value(), info.loadTimeNanos(), info.tag()),
        committed.program().toString(),
        committed.maps().toString(),
        maps,
        plan.license(),
        info.gplCompatible());
  }
}
