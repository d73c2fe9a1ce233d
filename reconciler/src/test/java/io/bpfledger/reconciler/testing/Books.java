package io.bpfledger.reconciler.testing;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;

/** A ledger that is written by hand. */
public final class Books {

  private final EntryCodec codec = new EntryCodec();
  private Ledger ledger = Ledger.EMPTY;
  private Instant time = Samples.ENVELOPE.time();

  public Books post(StreamId stream, Event... events) {
    for (Event event : events) {
      Chain chain =
          ledger
              .entity(stream)
              .map(view -> view.account().chain())
              .orElseGet(() -> Chain.start(stream));
      Envelope envelope =
          new Envelope(time, Samples.BOOT, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause());
      ledger = ledger.after(stream, chain.next(), codec.seal(chain, envelope, event));
    }
    return this;
  }

  /** What is posted from now on happens then. */
  public Books at(Instant newTime) {
    time = newTime;
    return this;
  }

  public Ledger ledger() {
    return ledger;
  }
}
