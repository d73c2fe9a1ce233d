package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * How far the whole ledger has come: one chain over all streams, in the order of the ledger.
 *
 * <p>Chains of streams show what was altered; this one shows also that nothing was cut off or
 * exchanged, once an anchor of it stands in the ledger, or outside.
 *
 * @param entries how many entries
 * @param digest over the head before and the digest of the last entry; zeros before the first
 */
public record LedgerHead(long entries, Digest digest) {

  public static final LedgerHead START = new LedgerHead(0, Digest.ZERO);

  private static final byte[] DOMAIN = "bpfledger head 1\0".getBytes(StandardCharsets.US_ASCII);

  /** The head with one entry more, of which only the digest matters. */
  public LedgerHead after(Digest entry) {
    MessageDigest head = Digest.sha256();
    head.update(DOMAIN);
    head.update(digest.toByteArray());
    head.update(entry.toByteArray());
    return new LedgerHead(entries + 1, Digest.ofBytes(head.digest()));
  }
}
