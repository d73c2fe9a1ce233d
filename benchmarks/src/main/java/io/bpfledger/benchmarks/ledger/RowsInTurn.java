package io.bpfledger.benchmarks.ledger;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.StoredEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that writers write, for somebody else to write: the next entry of each stream in turn.
 *
 * <p>The turns matter. Rows of one stream after the other go to the end of the index of streams;
 * rows of 200 streams in turn go to 200 places of it.
 */
final class RowsInTurn {

  private final List<Account> accounts = new ArrayList<>();
  private int turn;

  RowsInTurn(int streams) {
    for (long number = 0; number < streams; number++) {
      accounts.add(Account.open(Entries.link(number)));
    }
  }

  /** So many more, with their seals, so that whoever writes them need not make them. */
  List<StoredEvent> next(int count) {
    List<StoredEvent> rows = new ArrayList<>(count);
    for (int at = 0; at < count; at++) {
      Account account = accounts.get(turn);
      Entry entry = Entries.next(account, turn);
      EventContent row = Entries.row(account, entry);
      rows.add(new StoredEvent(0, false, row, row.seal()));
      accounts.set(turn, account.after(entry));
      turn = (turn + 1) % accounts.size();
    }
    return rows;
  }
}
