package io.bpfledger.journal.store.kit;

import io.bpfledger.journal.store.StoreSettings;
import java.nio.file.Path;

final class PostgresqlSnapshotKitTest extends SnapshotKit {
  @Override
  StoreSettings settings(Path scratch) {
    return TestLedger.postgresql(scratch);
  }
}
