package io.bpfledger.journal.projection;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entity as the ledger shows it.
 *
 * @param created when, by whom and why its first event happened
 * @param changed when, by whom and why its last event happened
 * @param ended when, by whom and why its life ended
 * @param repaired when it was repaired lately, oldest first
 */
public record EntityView(
    Account account,
    Envelope created,
    Envelope changed,
    Optional<Envelope> ended,
    List<Instant> repaired) {

  /** How many repairs are remembered, to tell whether somebody undoes them. */
  public static final int REPAIRS_REMEMBERED = 8;

  public EntityView {
    repaired = List.copyOf(repaired);
  }

  /** The entity after its first entry. */
  static EntityView opened(StreamId stream, Entry entry) {
    Account account = Account.open(stream).after(entry);
    return new EntityView(
        account, entry.envelope(), entry.envelope(), ended(account, entry), List.of());
  }

  /** The entity after another entry. */
  EntityView after(Entry entry) {
    Account after = account.after(entry);
    List<Instant> repairs =
        endedRepair(account.state().repairs(), after.state().repairs())
            ? remembered(entry.envelope().time())
            : repaired;
    return new EntityView(
        after, created, entry.envelope(), ended.or(() -> ended(after, entry)), repairs);
  }

  private static Optional<Envelope> ended(Account account, Entry entry) {
    return account.state().ended() ? Optional.of(entry.envelope()) : Optional.empty();
  }

  private static boolean endedRepair(Repairs before, Repairs after) {
    return before.underWay().isPresent() && after.equals(Repairs.NONE);
  }

  private List<Instant> remembered(Instant time) {
    List<Instant> all = new ArrayList<>(repaired);
    all.add(time);
    return all.subList(Math.max(0, all.size() - REPAIRS_REMEMBERED), all.size());
  }

  public StreamId stream() {
    return account.chain().stream();
  }

  public EntityState state() {
    return account.state();
  }

  /** Whether its life is over and the reconciler has no business with it either. */
  boolean atRest() {
    return ended.isPresent() && state().repairs().equals(Repairs.NONE);
  }
}
