package io.bpfledger.journal.value;

import java.util.Optional;

/**
 * One difference between ledger and kernel, as a run recorded it.
 *
 * @param id what events that answer it name as their cause
 * @param code the stable code of its kind, such as {@code link.retargeted}
 * @param entity whose it is; empty for what the ledger does not know
 * @param object what it is about, as a person names it
 * @param observed what the kernel showed
 * @param decision what is to be done
 * @param reason why that and nothing else
 */
public record Finding(
    Ulid id,
    String code,
    Optional<StreamId> entity,
    String object,
    String observed,
    Decision decision,
    String reason) {

  public Finding {
    Limits.name("code", code);
    Limits.text("object", object);
    Limits.text("observation", observed);
    Limits.text("reason", reason);
  }
}
