package io.bpfledger.journal.state;

import io.bpfledger.journal.value.Policy;

/**
 * What stays of a dispatcher whatever becomes of its revisions.
 *
 * @param lastNumber the greatest revision number ever given, 0 before the first
 */
public record DispatcherRecord(long lastNumber, Policy policy, Repairs repairs) {

  static final DispatcherRecord NEW = new DispatcherRecord(0, Policy.DEFAULT, Repairs.NONE);

  DispatcherRecord withNumber(long number) {
    return new DispatcherRecord(number, policy, repairs);
  }

  DispatcherRecord withPolicy(Policy newPolicy) {
    return new DispatcherRecord(lastNumber, newPolicy, repairs);
  }

  DispatcherRecord withRepairs(Repairs newRepairs) {
    return new DispatcherRecord(lastNumber, policy, newRepairs);
  }
}
