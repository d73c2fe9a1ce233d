package io.bpfledger.benchmarks.ledger;

import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent.AttachRequested;
import io.bpfledger.journal.event.LinkEvent.Attached;
import io.bpfledger.journal.event.ProgramEvent.LoadRequested;
import io.bpfledger.journal.event.ProgramEvent.Loaded;
import io.bpfledger.journal.serialization.EntrySerializer;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Entries as a ledger in use has them: programs are loaded, links attached and labelled. */
final class Entries {

  static final EntryCodec CODEC = new EntryCodec();

  private static final long MILLIS = 1_795_000_000_000L;
  private static final BootId BOOT = new BootId("2f1c1b52-6c5e-4b9d-9d0e-3f1a5c7e9b10");
  private static final Envelope ENVELOPE =
      new Envelope(
          Instant.ofEpochMilli(MILLIS),
          BOOT,
          new Principal.Peer(1000, 1000, 4711, "bpfledger"),
          new Cause.Command(ulid(0)));
  private static final Digest DIGEST = Digest.over(new byte[] {1});

  private Entries() {}

  private static Ulid ulid(long number) {
    return Ulid.of(MILLIS, 0, number);
  }

  private static ProgramKey program(long number) {
    return new ProgramKey(ulid(number));
  }

  static StreamId link(long number) {
    return StreamId.of(new LinkKey(ulid(number)));
  }

  /** The next entry of a link, whatever it has been through. */
  static Entry next(Account link, long number) {
    Event event =
        switch ((int) Math.min(link.chain().sequence(), 2)) {
          case 0 -> attachRequested(number);
          case 1 -> attached(number);
          default -> new LabelsChanged(labels(link.chain().sequence()));
        };
    return CODEC.seal(link.chain(), ENVELOPE, event);
  }

  private static Event attachRequested(long number) {
    return new AttachRequested(
        ulid(number),
        new LinkNumber(number % LinkNumber.MAX + 1),
        program(number),
        new TracepointAttachment("syscalls", "sys_enter_openat", 0),
        labels(0),
        Policy.DEFAULT);
  }

  private static Event attached(long number) {
    return new Attached(
        ulid(number),
        new Hold.ByLink(BOOT, kernelId(number), "/run/bpfledger/fs/links/" + number),
        incarnation(number),
        Optional.empty());
  }

  private static Labels labels(long version) {
    return Labels.of(
        Map.of(Labels.APPLICATION, "shop", "owner", "payments", "version", "v" + version));
  }

  private static int kernelId(long number) {
    return (int) (number % Integer.MAX_VALUE) + 1;
  }

  private static Incarnation incarnation(long number) {
    return new Incarnation(BOOT, kernelId(number), 4_100_000_000L + number, "8b87438288e11ed4");
  }

  private static List<Event> programLife(long number) {
    String pins = "/run/bpfledger/fs/programs/" + number;
    return List.of(
        new LoadRequested(
            ulid(number),
            new ProgramSpec(
                "trace_open",
                AttachKind.TRACEPOINT,
                Optional.empty(),
                Optional.empty(),
                new Bytecode(DIGEST, new Bytecode.FromFile("/opt/trace_open.bpf.o")),
                new TreeMap<>(),
                Optional.empty()),
            labels(0),
            Policy.DEFAULT,
            List.of(program(number))),
        new Loaded(
            ulid(number),
            new Load(
                incarnation(number),
                pins + "/program",
                pins + "/maps",
                List.of(
                    new Load.LoadedMap(
                        "counters",
                        kernelId(number),
                        Optional.of(pins + "/maps/counters"),
                        Load.MapOrigin.OWN)),
                "GPL",
                true)));
  }

  /** So many rows: a program for every two links, three entries for each link. */
  static List<EventContent> rows(int count) {
    List<EventContent> rows = new ArrayList<>(count);
    for (long number = 1; rows.size() < count; number++) {
      if (number % 2 == 0) {
        StreamId stream = StreamId.of(program(number));
        Account account = Account.open(stream);
        for (Event event : programLife(number)) {
          Entry entry = CODEC.seal(account.chain(), ENVELOPE, event);
          rows.add(row(account, entry));
          account = account.after(entry);
        }
      }
      Account link = Account.open(link(number));
      for (int step = 0; step < 3; step++) {
        Entry entry = next(link, number);
        rows.add(row(link, entry));
        link = link.after(entry);
      }
    }
    return rows.subList(0, count);
  }

  static EventContent row(Account account, Entry entry) {
    return new EventContent(
        account.chain().stream().toString(),
        account.chain().next(),
        "0b54ad0c-5a4e-4c1f-a9d5-2b5f5f2f3f77",
        MILLIS,
        "",
        EntrySerializer.IDENTIFIER,
        CODEC.manifest(entry),
        Bytes.owning(entry.payload().toByteArray()));
  }
}
