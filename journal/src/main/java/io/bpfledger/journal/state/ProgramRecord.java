package io.bpfledger.journal.state;

import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import java.util.List;

/**
 * What was asked for, and has been said since, about a program.
 *
 * @param batch the programs it was loaded together with, itself included
 */
public record ProgramRecord(
    ProgramSpec spec, Labels labels, Policy policy, List<ProgramKey> batch, Repairs repairs) {

  public ProgramRecord {
    batch = List.copyOf(batch);
  }

  ProgramRecord withLabels(Labels newLabels) {
    return new ProgramRecord(spec, newLabels, policy, batch, repairs);
  }

  ProgramRecord withPolicy(Policy newPolicy) {
    return new ProgramRecord(spec, labels, newPolicy, batch, repairs);
  }

  ProgramRecord withRepairs(Repairs newRepairs) {
    return new ProgramRecord(spec, labels, policy, batch, newRepairs);
  }
}
