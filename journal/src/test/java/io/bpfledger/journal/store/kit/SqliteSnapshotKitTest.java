package io.bpfledger.journal.store.kit;

import io.bpfledger.journal.store.StoreSettings;
import java.nio.file.Path;

final class SqliteSnapshotKitTest extends SnapshotKit {
  @Override
  StoreSettings settings(Path scratch) {
    return TestLedger.sqlite(scratch);
  }
}
