package io.bpfledger.reconciler.diff;

/**
 * One field of an identity, compared.
 *
 * @param ledger what the ledger says
 * @param seen what was seen; empty if it was not there or could not be read
 */
public record Field(String name, String ledger, String seen) {

  public boolean agrees() {
    return ledger.equals(seen);
  }

  public String describe() {
    return agrees()
        ? name + " " + ledger + " agrees"
        : "%s %s, not %s".formatted(name, seen.isEmpty() ? "unknown" : seen, ledger);
  }
}
