package io.bpfledger.journal.serialization;

import akka.serialization.SerializerWithStringManifest;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.Payload;

/**
 * Stores entries as the bytes they were sealed as, under a manifest such as {@code
 * program.loaded#1}.
 */
public final class EntrySerializer extends SerializerWithStringManifest {

  /** Stands beside every stored entry; never changes. */
  public static final int IDENTIFIER = 7001;

  private final EntryCodec codec = new EntryCodec();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return codec.manifest(entry(object));
  }

  @Override
  public byte[] toBinary(Object object) {
    return entry(object).payload().toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return codec.open(manifest, Payload.ofStored(bytes));
  }

  private static Entry entry(Object object) {
    if (object instanceof Entry entry) {
      return entry;
    }
    throw new IllegalArgumentException(object.getClass() + " is no entry of the ledger");
  }
}
