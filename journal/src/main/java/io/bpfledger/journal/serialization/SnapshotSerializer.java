package io.bpfledger.journal.serialization;

import akka.serialization.SerializerWithStringManifest;
import io.bpfledger.journal.codec.SnapshotCodec;
import io.bpfledger.journal.state.Account;

/** Stores accounts as snapshots, under a manifest such as {@code program-state#1}. */
public final class SnapshotSerializer extends SerializerWithStringManifest {

  /** Stands beside every stored snapshot; never changes. */
  public static final int IDENTIFIER = 7002;

  private final SnapshotCodec codec = new SnapshotCodec();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return codec.manifest(account(object));
  }

  @Override
  public byte[] toBinary(Object object) {
    return codec.write(account(object));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return codec.read(manifest, bytes);
  }

  private static Account account(Object object) {
    if (object instanceof Account account) {
      return account;
    }
    throw new IllegalArgumentException(object.getClass() + " is no account of the ledger");
  }
}
