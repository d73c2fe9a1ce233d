package io.bpfledger.journal.testing;

import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/** Random ledgers with several entities of each kind, whose histories may really have happened. */
public final class RandomLedgers {

  private static final List<StreamId> STREAMS =
      List.of(
          StreamId.of(Samples.INSTANCE),
          StreamId.of(Samples.PROGRAM),
          StreamId.of(Samples.OTHER_PROGRAM),
          StreamId.of(new ProgramKey(Ulid.of(77, 0, 0))),
          StreamId.of(Samples.LINK),
          StreamId.of(Samples.OTHER_LINK),
          StreamId.of(new LinkKey(Ulid.of(88, 0, 0))),
          StreamId.of(Samples.HOOK),
          StreamId.of(new HookKey(HookPoint.TCX_EGRESS, Device.named("eth1"))));

  private RandomLedgers() {}

  /** Which entity comes next, and what happens to it. */
  private record Step(int entity, int choice) {}

  public static Arbitrary<MemoryLedger> ofAtMost(int entries) {
    Arbitrary<Integer> numbers =
        Arbitraries.integers()
            .between(0, Integer.MAX_VALUE)
            .withDistribution(RandomDistribution.uniform());
    return numbers
        .flatMap(entity -> numbers.map(choice -> new Step(entity, choice)))
        .list()
        .ofMaxSize(entries)
        .withSizeDistribution(RandomDistribution.uniform())
        .map(RandomLedgers::ledger);
  }

  private static MemoryLedger ledger(List<Step> steps) {
    MemoryLedger ledger = new MemoryLedger();
    for (int at = 0; at < steps.size(); at++) {
      Step step = steps.get(at);
      StreamId stream = STREAMS.get(step.entity() % STREAMS.size());
      List<Event> legal =
          Histories.legal(ledger.account(stream).state(), Ulid.of(1_000 + at, 0, at));
      Event event = unique(legal.get(step.choice() % legal.size()), at + 1);
      ledger.post(stream, at(step.choice() % 7, Samples.envelope(event)), event);
    }
    return ledger;
  }

  /** By a clock that stands still, jumps forward and back. */
  private static Envelope at(int seconds, Envelope envelope) {
    return new Envelope(
        envelope.time().plusSeconds(seconds),
        envelope.boot(),
        envelope.principal(),
        envelope.cause());
  }

  /** Numbers that the kernel or the ledger gives once are given once here too. */
  private static Event unique(Event event, int number) {
    return switch (event) {
      case ProgramEvent.Loaded e ->
          new ProgramEvent.Loaded(
              e.operation(),
              new Load(
                  new Incarnation(Samples.BOOT, number, number, "8b87438288e11ed4"),
                  e.load().pin(),
                  e.load().mapDirectory(),
                  e.load().maps(),
                  e.load().license(),
                  e.load().gplCompatible()));
      case LinkEvent.AttachRequested e ->
          new LinkEvent.AttachRequested(
              e.operation(),
              new LinkNumber(number),
              e.program(),
              e.attachment(),
              e.labels(),
              e.policy());
      case LinkEvent.Attached e when e.hold() instanceof Hold.ByLink link ->
          new LinkEvent.Attached(
              e.operation(),
              new Hold.ByLink(link.boot(), number, link.pin()),
              e.program(),
              e.device());
      default -> event;
    };
  }
}
