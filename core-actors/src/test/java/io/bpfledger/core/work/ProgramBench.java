package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A kernel with our bpffs, an object store, and names for what tests load. */
final class ProgramBench {

  static final Instance INSTANCE = Instance.parse("01JD3W0000000000000000000F");

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T09:30:00Z"));

  final Kernel kernel;
  final Layout layout;
  final ObjectStore store;
  final Workplace place;
  final ProgramWork work;

  ProgramBench(Kernel kernel, Path root, Path objects) {
    this.kernel = kernel;
    this.layout = new Layout(root);
    try {
      this.store = ObjectStore.open(objects, Duration.ofHours(1), CLOCK);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    this.place =
        new Workplace(kernel, layout, INSTANCE, new BootId(kernel.host().bootId().orThrow()));
    this.work = new ProgramWork(place, ObjectSource.of(store), new VerifierLogs(store));
  }

  /** Operations and programs of tests are called by small numbers. */
  static Ulid operation(int number) {
    return new Ulid(0x0193_0000_0000_0000L, number);
  }

  static ProgramKey key(int number) {
    return new ProgramKey(new Ulid(0x0193_1111_0000_0000L, number));
  }

  ProgramSpec spec(ObjectBytes object, String name, AttachKind kind) {
    try {
      return new ProgramSpec(
          name,
          kind,
          Optional.empty(),
          Optional.empty(),
          new Bytecode(
              store.put(object.toByteArray()), new Bytecode.FromFile("/opt/bpf/sample.bpf.o")),
          new TreeMap<>(),
          Optional.empty());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  static ProgramSpec with(ProgramSpec spec, Map<String, Bytes> globals) {
    return new ProgramSpec(
        spec.name(),
        spec.kind(),
        spec.attachType(),
        spec.function(),
        spec.bytecode(),
        new TreeMap<>(globals),
        spec.mapOwner());
  }

  ProgramTask.Member xdp(int key, ObjectBytes object, String name) {
    return new ProgramTask.Member(key(key), spec(object, name, AttachKind.XDP), Optional.empty());
  }

  ProgramTask.Member xdp(
      int key, ObjectBytes object, String name, ProgramKey ownerKey, Load owner) {
    ProgramSpec spec = spec(object, name, AttachKind.XDP);
    return new ProgramTask.Member(
        key(key),
        new ProgramSpec(
            spec.name(),
            spec.kind(),
            spec.attachType(),
            spec.function(),
            spec.bytecode(),
            spec.globals(),
            Optional.of(ownerKey)),
        Optional.of(owner));
  }

  ProgramAnswer load(int operation, ProgramTask.Member... members) {
    return work.carryOut(new ProgramTask.LoadBatch(operation(operation), List.of(members)));
  }

  Map<ProgramKey, Load> loaded(int operation, ProgramTask.Member... members) {
    return switch (load(operation, members)) {
      case ProgramAnswer.BatchLoaded(var loads) -> loads;
      case ProgramAnswer other -> throw new AssertionError("not loaded: " + other);
    };
  }

  static Load of(Map<ProgramKey, Load> loads, int key) {
    return Objects.requireNonNull(loads.get(key(key)));
  }

  /** Loads a batch of one. */
  Load loadedAlone(int operation, ProgramTask.Member member) {
    return loaded(operation, member).values().iterator().next();
  }

  ProgramAnswer.LoadRefused refused(int operation, ProgramTask.Member... members) {
    return switch (load(operation, members)) {
      case ProgramAnswer.LoadRefused refused -> refused;
      case ProgramAnswer other -> throw new AssertionError("not refused: " + other);
    };
  }

  ProgramObservation survey(int operation, ProgramTask.Member member) {
    return switch (work.carryOut(new ProgramTask.Survey(operation(operation), List.of(member)))) {
      case ProgramAnswer.Surveyed(var seen) ->
          seen.getOrDefault(member.key(), new ProgramObservation.Strange("not looked at"));
      case ProgramAnswer other -> throw new AssertionError("no survey: " + other);
    };
  }

  List<String> withdraw(int operation, ProgramKey... members) {
    return switch (work.carryOut(
        new ProgramTask.WithdrawBatch(
            operation(operation), List.of(members), new Failure.Interrupted("test")))) {
      case ProgramAnswer.BatchWithdrawn(var leftovers) -> leftovers;
      case ProgramAnswer other -> throw new AssertionError("not withdrawn: " + other);
    };
  }

  ProgramAnswer unload(int operation, int key, Load load, String... lastUsers) {
    return work.carryOut(
        new ProgramTask.Unload(operation(operation), key(key), load, List.of(lastUsers)));
  }

  ProgramDirectory directory(int operation, int key) {
    return new ProgramDirectory(layout.program(operation(operation), key(key)));
  }

  /** All names in our bpffs, below its root, directories with a slash behind. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    collect(layout.root(), names);
    return names;
  }

  /** The names without the two directories that are made once and stay. */
  List<String> namesOfPrograms() {
    List<String> names = names();
    names.removeAll(List.of("programs/", "maps/"));
    return names;
  }

  private void collect(Path directory, List<String> names) {
    for (BpffsEntry entry : kernel.bpffs().list(directory).orThrow()) {
      String name = layout.root().relativize(entry.path()).toString();
      switch (entry) {
        case BpffsEntry.Directory(Path path) -> {
          names.add(name + "/");
          collect(path, names);
        }
        case BpffsEntry.Pin _, BpffsEntry.SymbolicLink _ -> {
          // A bpffs comes with these, and they hold nothing.
          if (!name.endsWith(".debug")) {
            names.add(name);
          }
        }
      }
    }
  }

  /** Uses a pin while it is open. */
  void withPin(Path pin, Consumer<Handle> use) {
    try (Handle handle = kernel.bpffs().open(pin).orThrow()) {
      use.accept(handle);
    }
  }
}
