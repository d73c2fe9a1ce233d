package io.bpfledger.journal.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ProjectionTest {

  private static final EntryCodec CODEC = new EntryCodec();

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(60);
  }

  private static Ledger scanned(MemoryLedger ledger) {
    return Projection.scan(ledger, CODEC).ledger();
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void scanShowsEveryEntityAsItsOwnEntriesLeaveIt(@ForAll("ledgers") MemoryLedger memory) {
    Ledger ledger = scanned(memory);

    assertThat(ledger.entries()).isEqualTo(memory.entries().size());
    for (EntityView view : ledger.entities()) {
      assertThat(view.account()).isEqualTo(memory.account(view.stream()));
    }
    assertThat(ledger.entities())
        .hasSize((int) memory.entries().stream().map(e -> e.place().stream()).distinct().count());
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void feedingStreamAfterStreamComesToTheSameAsTheScan(@ForAll("ledgers") MemoryLedger memory) {
    Map<StreamId, List<PlacedEntry>> streams = new TreeMap<>();
    for (StoredEntry stored : memory.entries()) {
      streams
          .computeIfAbsent(stored.place().stream(), _ -> new ArrayList<>())
          .add(CODEC.open(stored));
    }
    Projection fed = Projection.of(Ledger.EMPTY, memory, CODEC);
    for (List<PlacedEntry> stream : streams.values()) {
      for (PlacedEntry placed : stream) {
        assertThat(apply(fed, placed)).isTrue();
        assertThat(apply(fed, placed)).isFalse();
      }
    }

    assertThat(fed.ledger()).isEqualTo(scanned(memory));
    assertThat(fed.ledger().phases()).isEqualTo(scanned(memory).phases());
  }

  private static boolean apply(Projection projection, PlacedEntry placed) {
    return projection.apply(placed.place().stream(), placed.place().sequence(), placed.entry());
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void whatAnEntityIsFoundByIsWhatItsStateSays(@ForAll("ledgers") MemoryLedger memory) {
    Ledger ledger = scanned(memory);

    for (ProgramView program : ledger.programs()) {
      Traits traits = Traits.of(program.state());
      assertThat(ledger.program(program.key())).contains(program);
      traits.kernel().ifPresent(name -> assertThat(ledger.programInKernel(name)).contains(program));
      assertThat(ledger.linksOf(program.key()))
          .isEqualTo(
              ledger.links().stream()
                  .filter(link -> !link.state().ended())
                  .filter(link -> link.link().program().equals(program.key()))
                  .toList());
    }
    for (LinkView link : ledger.links()) {
      Traits traits = Traits.of(link.state());
      assertThat(ledger.link(link.link().number())).contains(link);
      traits.kernel().ifPresent(name -> assertThat(ledger.linkInKernel(name)).contains(link));
      traits.hook().ifPresent(hook -> assertThat(ledger.linksOn(hook)).contains(link));
    }
    for (DispatcherView dispatcher : ledger.dispatchers()) {
      assertThat(ledger.dispatcher(dispatcher.key())).contains(dispatcher);
    }
    Labels wanted = Labels.of(Map.of("owner", "me"));
    assertThat(ledger.labelled(wanted))
        .isEqualTo(
            ledger.entities().stream()
                .filter(view -> Traits.of(view.state()).labels().match(wanted))
                .toList());
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void phasesAreCounted(@ForAll("ledgers") MemoryLedger memory) {
    Ledger ledger = scanned(memory);
    Map<String, Long> counted = new LinkedHashMap<>();
    for (EntityView view : ledger.entities()) {
      counted.merge(view.stream().kind().word() + "." + view.state().phase(), 1L, Long::sum);
    }

    assertThat(ledger.phases()).isEqualTo(new TreeMap<>(counted));
  }

  private static MemoryLedger oneProgram() {
    MemoryLedger memory = new MemoryLedger();
    for (String sample : List.of("program.load-requested.1.full", "program.loaded.1")) {
      memory.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, Samples.event(sample));
    }
    return memory;
  }

  @Test
  void readerKeepsTheMomentHeRead() {
    MemoryLedger memory = oneProgram();
    Projection projection = Projection.scan(memory, CODEC);
    Ledger before = projection.ledger();
    Entry entry =
        memory.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, new LabelsChanged(Labels.NONE));

    projection.apply(StreamId.of(Samples.PROGRAM), 3, entry);

    assertThat(before.labelled(Labels.of(Map.of("owner", "me")))).hasSize(1);
    assertThat(projection.ledger().labelled(Labels.of(Map.of("owner", "me")))).isEmpty();
  }

  @Test
  void entryAfterAGapIsRefused() {
    MemoryLedger memory = oneProgram();
    Projection projection = Projection.scan(memory, CODEC);
    memory.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, new LabelsChanged(Labels.NONE));
    Entry fourth =
        memory.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, new LabelsChanged(Labels.NONE));

    assertThatThrownBy(() -> projection.apply(StreamId.of(Samples.PROGRAM), 4, fourth))
        .isInstanceOf(ChainBroken.class)
        .hasMessageContaining("entry 4 of " + StreamId.of(Samples.PROGRAM));
    assertThatThrownBy(() -> projection.apply(StreamId.of(Samples.LINK), 2, fourth))
        .isInstanceOf(ChainBroken.class);
  }

  @Test
  void detachedLinkKeepsItsNumberButLosesItsHook() {
    MemoryLedger memory = new MemoryLedger();
    StreamId stream = StreamId.of(Samples.LINK);
    for (String sample : List.of("link.attach-requested.1.xdp", "link.attached.1.by-dispatcher")) {
      memory.post(stream, Samples.ENVELOPE, Samples.event(sample));
    }
    assertThat(scanned(memory).linksOn(Samples.HOOK)).hasSize(1);

    memory.post(stream, Samples.ENVELOPE, new LinkEvent.DetachRequested(Samples.RUN));
    memory.post(stream, Samples.ENVELOPE, new LinkEvent.Detached(Samples.RUN));

    Ledger ledger = scanned(memory);
    assertThat(ledger.linksOn(Samples.HOOK)).isEmpty();
    assertThat(ledger.linksOf(Samples.PROGRAM)).isEmpty();
    assertThat(ledger.link(new LinkNumber(7)))
        .hasValueSatisfying(link -> assertThat(link.state().phase()).isEqualTo("detached"));
  }

  @Test
  void programIsFoundByItsKernelIdInThatBootOnly() {
    Ledger ledger = scanned(oneProgram());
    int id = Samples.INCARNATION.kernelId();

    assertThat(ledger.programInKernel(new KernelName(Samples.BOOT, id)))
        .hasValueSatisfying(program -> assertThat(program.key()).isEqualTo(Samples.PROGRAM));
    assertThat(ledger.programInKernel(new KernelName(new BootId("another"), id))).isEmpty();
  }

  @Test
  void programOfAnotherLifeTakesTheKernelIdOver() {
    MemoryLedger memory = oneProgram();
    StreamId other = StreamId.of(Samples.OTHER_PROGRAM);
    memory.post(other, Samples.ENVELOPE, Samples.event("program.load-requested.1.plain"));
    memory.post(other, Samples.ENVELOPE, Samples.event("program.loaded.1"));
    memory.post(StreamId.of(Samples.PROGRAM), Samples.ENVELOPE, Samples.event("program.lost.1"));

    assertThat(
            scanned(memory)
                .programInKernel(new KernelName(Samples.BOOT, Samples.INCARNATION.kernelId())))
        .hasValueSatisfying(
            program -> {
              assertThat(program.key()).isEqualTo(Samples.OTHER_PROGRAM);
              assertThat(program.program().spec())
                  .isEqualTo(
                      ((ProgramEvent.LoadRequested) Samples.event("program.load-requested.1.plain"))
                          .spec());
            });
  }
}
