package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Ledgers, and kernels that hold just what they say. */
final class AgreeingWorlds {

  private AgreeingWorlds() {}

  /** One program of each kind: loaded, with a map, with a link, ended. */
  static DifferencesPropertiesTest.Pair of(List<Integer> kinds) {
    Books books = new Books();
    Sight sight = new Sight().device("eth0", Samples.IDENTITY.index());
    for (int at = 0; at < kinds.size(); at++) {
      add(books, sight, kinds.get(at), at + 1);
    }
    return new DifferencesPropertiesTest.Pair(books, sight);
  }

  private static void add(Books books, Sight sight, int kind, int number) {
    ProgramKey program = Entities.program(number);
    StreamId stream = StreamId.of(program);
    Ulid load = Entities.operation(10 * number);
    Ulid unload = Entities.operation(10 * number + 1);
    int id = 100 + number;
    books.post(stream, Entities.loadRequested(load, Policy.DEFAULT, Optional.empty(), program));
    Path mapPin = Sight.LAYOUT.program(load, program).resolve("maps").resolve("counts");
    Load.LoadedMap map =
        new Load.LoadedMap(
            "counts", 500 + number, Optional.of(mapPin.toString()), Load.MapOrigin.OWN);
    switch (kind) {
      case 0 ->
          books.post(stream, new ProgramEvent.LoadFailed(load, Entities.INTERRUPTED, List.of()));
      case 1 ->
          books.post(
              stream,
              new ProgramEvent.Loaded(load, Entities.load(load, program, id)),
              new ProgramEvent.UnloadRequested(unload),
              new ProgramEvent.Unloaded(unload));
      default -> {
        boolean mapped = kind == 3;
        books.post(
            stream,
            new ProgramEvent.Loaded(
                load, Entities.load(load, program, id, mapped ? List.of(map) : List.of())));
        sight.marked(id, program.ulid()).pinProgram(Entities.place(load, program), id);
        if (mapped) {
          sight.map(500 + number, "counts").pinMap(mapPin, 500 + number);
        }
        if (kind >= 4) {
          link(books, sight, kind == 5, number, program);
        }
      }
    }
  }

  private static void link(
      Books books, Sight sight, boolean detached, int number, ProgramKey program) {
    LinkKey link = Entities.link(number);
    Ulid attach = Entities.operation(10 * number + 2);
    Ulid detach = Entities.operation(10 * number + 3);
    int id = 200 + number;
    books.post(
        StreamId.of(link),
        Entities.attachRequested(attach, number, program, Entities.TRACEPOINT, Policy.DEFAULT),
        new LinkEvent.Attached(
            attach,
            new Hold.ByLink(Samples.BOOT, id, Sight.LAYOUT.link(link).toString()),
            Entities.incarnation(100 + number),
            Optional.empty()));
    if (detached) {
      books.post(
          StreamId.of(link), new LinkEvent.DetachRequested(detach), new LinkEvent.Detached(detach));
    } else {
      sight
          .link(id, 100 + number, new LinkDetails.Tracepoint("sched_switch", OptionalLong.empty()))
          .pinLink(Sight.LAYOUT.link(link), id);
    }
  }
}
