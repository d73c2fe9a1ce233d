package io.bpfledger.journal.state;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;

/** What was asked for, and has been said since, about a link. */
public record LinkRecord(
    LinkNumber number,
    ProgramKey program,
    Attachment attachment,
    Labels labels,
    Policy policy,
    Repairs repairs) {

  LinkRecord withLabels(Labels newLabels) {
    return new LinkRecord(number, program, attachment, newLabels, policy, repairs);
  }

  LinkRecord withPolicy(Policy newPolicy) {
    return new LinkRecord(number, program, attachment, labels, newPolicy, repairs);
  }

  LinkRecord withRepairs(Repairs newRepairs) {
    return new LinkRecord(number, program, attachment, labels, policy, newRepairs);
  }
}
