package io.bpfledger.journal.store.database;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells the ledgers of hosts apart that share one database.
 *
 * @param value letters, digits and dashes; the UUID of an installation is one
 */
public record HostId(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,54}");

  public HostId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a host id is 1 to 55 lower-case letters, digits and dashes, not starting with a dash: "
              + value);
    }
  }

  public static HostId of(String value) {
    return new HostId(value.toLowerCase(Locale.ROOT));
  }

  /** No two hosts have the same: underscores are not allowed in a host id. */
  String schema() {
    return "ledger_" + value.replace('-', '_');
  }

  @Override
  public String toString() {
    return value;
  }
}
