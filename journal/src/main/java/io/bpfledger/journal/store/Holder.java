package io.bpfledger.journal.store;

/**
 * Who has a ledger open.
 *
 * @param name for people: {@code pid 4711 (java)}, or what a database server tells
 * @param since when it was opened, as text; empty if unknown
 */
public record Holder(String name, String since) {

  @Override
  public String toString() {
    return since.isEmpty() ? name : name + " since " + since;
  }
}
