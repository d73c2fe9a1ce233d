package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import java.util.Optional;

/**
 * A place in a binary.
 *
 * @param function the symbol the offset counts from; empty when it counts from the file's start
 * @param offset bytes from there
 * @param referenceCounterOffset where the file keeps the counter of a USDT probe; 0 is none
 * @param cookie what the program is told there; 0 is none
 */
public record UserPlace(
    Optional<String> function, long offset, long referenceCounterOffset, long cookie) {

  public UserPlace {
    function.ifPresent(symbol -> Limits.name("function", symbol));
    Limits.notNegative("offset", offset);
    Limits.notNegative("offset of the reference counter", referenceCounterOffset);
  }

  /** The entry of a function. */
  public static UserPlace function(String function) {
    return new UserPlace(Optional.of(function), 0, 0, 0);
  }

  public String describe() {
    String where = offset == 0 ? "" : "+" + offset;
    return function.map(symbol -> symbol + where).orElse("0" + where);
  }
}
