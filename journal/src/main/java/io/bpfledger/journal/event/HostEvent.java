package io.bpfledger.journal.event;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RetentionPolicy;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What happens to a host as a whole. */
public sealed interface HostEvent extends Event {

  int FINDINGS_MAX = 8_192;
  int GAPS_MAX = 256;
  int OBJECTS_MAX = 8_192;
  int ERASED_MAX = 4_096;

  /** The service began to work; the boot is that of the envelope. */
  record ServiceStarted(String hostName, String kernelRelease, String serviceVersion)
      implements HostEvent {

    public ServiceStarted {
      Limits.name("host name", hostName);
      Limits.name("kernel release", kernelRelease);
      Limits.name("service version", serviceVersion);
    }
  }

  /** The service ended in good order. */
  record ServiceStopped(String reason) implements HostEvent {

    public ServiceStopped {
      Limits.text("reason", reason);
    }
  }

  /** These numbers are handed out to links from now on; those unused at a crash are lost. */
  record LinkNumbersReserved(LinkNumber first, int count) implements HostEvent {

    public LinkNumbersReserved {
      Limits.positive("count", count);
      Limits.notNegative("link numbers left", LinkNumber.MAX - first.value() - count + 1);
    }
  }

  /** Somebody wants the reconciler to behave in another way. */
  record ReconcilePolicyChanged(ReconcilePolicy policy) implements HostEvent {}

  /** Somebody wants recorded runs kept for another time. */
  record RetentionPolicyChanged(RetentionPolicy policy) implements HostEvent {}

  /**
   * A run found differences; written before it acts on any.
   *
   * @param mode whether it may act
   * @param gaps what could not be read, and why; empty when the inventory is complete
   * @param plan the digest of the plan that is carried out, when somebody approved one
   */
  record ReconciliationStarted(
      Ulid run,
      RunTrigger trigger,
      RepairMode mode,
      List<String> gaps,
      Optional<Digest> plan,
      List<Finding> findings)
      implements HostEvent {

    public ReconciliationStarted {
      Limits.atMost("gaps", gaps, GAPS_MAX);
      Limits.atMost("findings", findings, FINDINGS_MAX);
      gaps = List.copyOf(gaps);
      findings = List.copyOf(findings);
    }
  }

  /** A run is over. */
  record ReconciliationFinished(
      Ulid run, List<StepResult> results, long inventoryMicros, long totalMicros)
      implements HostEvent {

    public ReconciliationFinished {
      Limits.atMost("results", results, FINDINGS_MAX);
      Limits.notNegative("duration", inventoryMicros);
      Limits.notNegative("duration", totalMicros);
      results = List.copyOf(results);
    }
  }

  /** Intent: something provably ours that no entity knows is to be removed. */
  record OrphanRemovalRequested(Ulid operation, String object) implements HostEvent {

    public OrphanRemovalRequested {
      Limits.text("object", object);
    }
  }

  /** Outcome: it is gone. */
  record OrphanRemoved(Ulid operation) implements HostEvent {}

  /** Outcome: it could not be removed. */
  record OrphanRemovalFailed(Ulid operation, Failure failure) implements HostEvent {}

  /** Bytecode and logs that nothing names any more were deleted from the object store. */
  record ObjectsCollected(List<Digest> objects) implements HostEvent {

    public ObjectsCollected {
      Limits.atMost("objects", objects, OBJECTS_MAX);
      objects = List.copyOf(objects);
    }
  }

  /**
   * What the beginning of the whole ledger was: with it, an entry or a stream that is cut off at
   * its end, or changes places with one of another stream, is missed too.
   *
   * @param entries how many entries of the ledger, in its order, the digest is over
   * @param digest the digest over their digests, one after the other
   */
  record LedgerAnchored(long entries, Digest digest) implements HostEvent {

    public LedgerAnchored {
      Limits.notNegative("entries", entries);
    }
  }

  /**
   * Entries of this stream lost their content by the retention policy. Their envelopes and digests
   * stay, so the chain still holds.
   *
   * @param sequences which, ascending
   * @param digests the digest over the digests they had, in that order
   */
  record EntriesErased(List<Long> sequences, Digest digests) implements HostEvent {

    public EntriesErased {
      Limits.atMost("entries", sequences, ERASED_MAX);
      for (int at = 1; at < sequences.size(); at++) {
        if (sequences.get(at) <= sequences.get(at - 1)) {
          throw new IllegalArgumentException("sequence numbers of erased entries must ascend");
        }
      }
      sequences = List.copyOf(sequences);
    }
  }

  /** What stands in place of an entry that lost its content. */
  record Erased(String type) implements HostEvent {

    public Erased {
      Limits.name("type", type);
    }
  }
}
