package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel shows of one entity, recognised.
 *
 * @param sighting the column of the table
 * @param words what was seen, for a person
 * @param fields the identity, field by field, where one was compared
 * @param reason what kind of loss it is, if the ledger takes it for there
 * @param objects what is too much, or missing, by path
 */
record Seen<S>(
    S sighting,
    String words,
    List<Field> fields,
    Optional<LossReason> reason,
    List<String> objects) {

  Seen {
    fields = List.copyOf(fields);
    objects = List.copyOf(objects);
  }

  static <S> Seen<S> of(S sighting, String words) {
    return new Seen<>(sighting, words, List.of(), Optional.empty(), List.of());
  }

  Seen<S> comparing(List<Field> compared) {
    return new Seen<>(sighting, words, compared, reason, objects);
  }

  Seen<S> lostBy(LossReason why) {
    return new Seen<>(sighting, words, fields, Optional.of(why), objects);
  }

  Seen<S> about(List<String> paths) {
    return new Seen<>(sighting, words, fields, reason, paths);
  }

  Optional<Loss> loss() {
    return reason.map(why -> new Loss(why, Texts.shortened(words)));
  }
}
