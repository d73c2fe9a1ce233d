package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How the form of an event may change: the present form is taken for a third version, of which the
 * second called a field otherwise and the first lacked another.
 */
final class UpcastersTest {

  private static final String WORD = "repair.requested";
  private static final RepairEvent.RepairRequested PRESENT =
      new RepairEvent.RepairRequested(Samples.OPERATION, Decision.RECREATE, "link.absent");

  private static final Map<Upcasters.Step, Upcaster> STEPS =
      Map.of(
          new Upcasters.Step(WORD, 1), fields -> fields.put("reason", "link.absent"),
          new Upcasters.Step(WORD, 2),
              fields -> {
                // A node of its own: what the step answers counts, not what it was given.
                ObjectNode renamed = fields.deepCopy();
                renamed.set("finding", renamed.remove("reason"));
                return renamed;
              });

  private static EventTypes types(int version) {
    List<EventType> table = new ArrayList<>();
    for (EventType type : EventTypes.current().all()) {
      table.add(type.word().equals(WORD) ? new EventType(WORD, version, type.event()) : type);
    }
    return EventTypes.of(table);
  }

  private static final EntryCodec THIRD = new EntryCodec(types(3), Upcasters.of(STEPS));

  /** A payload as an older version of the service wrote it. */
  private static Payload stored(int version, String fields) {
    return TestBodies.of(WORD, version, fields);
  }

  @Test
  void addedAndRenamedFieldsAreFilledInFromEveryOlderVersion() {
    Payload first = stored(1, "{'operation':'%s','decision':'recreate'}");
    Payload second = stored(2, "{'operation':'%s','decision':'recreate','reason':'link.absent'}");
    Payload third = stored(3, "{'operation':'%s','decision':'recreate','finding':'link.absent'}");

    for (Payload payload : List.of(first, second, third)) {
      Entry entry = THIRD.open(payload);

      assertThat(entry.event()).isEqualTo(PRESENT);
      assertThat(entry.payload()).isEqualTo(payload);
    }
  }

  @Test
  void entryKeepsTheVersionItIsStoredIn() {
    Entry entry = THIRD.open(stored(2, "{'operation':'%s','decision':'recreate','reason':'x'}"));

    assertThat(entry.version()).isEqualTo(2);
    assertThat(THIRD.manifest(entry)).isEqualTo("repair.requested#2");
  }

  @Test
  void chainGoesOnBehindAnEntryOfAnOlderVersion() {
    Payload old = TestBodies.of(WORD, 1, "{'operation':'%s','decision':'recreate'}");
    Chain chain = Chain.start(Samples.stream(PRESENT)).after(THIRD.open(old));
    Entry next = THIRD.seal(chain, Samples.BY_RECONCILER, PRESENT);

    assertThat(next.version()).isEqualTo(3);
    assertThat(next.previous()).isEqualTo(old.digest());
    assertThat(chain.after(THIRD.open(next.payload())).sequence()).isEqualTo(2);
  }

  @Test
  void goldenEntryOfTheFirstVersionIsReadAsALaterOne() throws java.io.IOException {
    Map<Upcasters.Step, Upcaster> steps = new HashMap<>(STEPS);
    steps.put(new Upcasters.Step(WORD, 1), fields -> fields.put("finding", "renamed"));
    EntryCodec second = new EntryCodec(types(2), Upcasters.of(steps));

    Payload golden = Payload.ofStored(GoldenFiles.read("entries", WORD + ".1.cbor"));

    assertThat(second.open(golden).event())
        .isEqualTo(
            new RepairEvent.RepairRequested(Samples.OPERATION, Decision.RECREATE, "renamed"));
  }

  @Test
  void olderFieldsInANewerVersionAreRefused() {
    assertThatThrownBy(
            () -> THIRD.open(stored(3, "{'operation':'%s','decision':'delete','reason':'x'}")))
        .isInstanceOf(EntryUnreadable.class);
  }

  @Test
  void versionThatNothingReadsIsNotBuilt() {
    assertThatThrownBy(() -> new EntryCodec(types(4), Upcasters.of(STEPS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(WORD);
  }
}
