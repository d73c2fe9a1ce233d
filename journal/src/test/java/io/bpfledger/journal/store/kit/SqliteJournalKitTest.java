package io.bpfledger.journal.store.kit;

import io.bpfledger.journal.store.StoreSettings;
import java.nio.file.Path;

final class SqliteJournalKitTest extends JournalKit {
  @Override
  StoreSettings settings(Path scratch) {
    return TestLedger.sqlite(scratch);
  }
}
