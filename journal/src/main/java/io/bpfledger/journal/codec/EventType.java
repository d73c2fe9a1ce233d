package io.bpfledger.journal.codec;

import io.bpfledger.journal.event.Event;

/**
 * A kind of event as it is written down.
 *
 * @param word its name in the ledger, such as {@code program.load-requested}; never changes
 * @param version the version it is written in today, counted from 1
 * @param event the record
 */
public record EventType(String word, int version, Class<? extends Event> event) {

  /** What storage writes beside the payload, such as {@code program.load-requested#1}. */
  public String manifest(int storedVersion) {
    return word + "#" + storedVersion;
  }
}
