package io.bpfledger.journal.store.row;

/**
 * What a snapshot row says.
 *
 * @param persistenceId the stream whose events are folded in it
 * @param sequenceNumber the last of these events
 * @param createdAtMillis when it was taken, milliseconds since 1970
 * @param serializer the id of the serializer
 * @param manifest the type of the payload, as the serializer names it
 * @param payload the serialized state
 */
public record SnapshotContent(
    String persistenceId,
    long sequenceNumber,
    long createdAtMillis,
    int serializer,
    String manifest,
    Bytes payload) {

  public Bytes seal() {
    return Seal.of(this);
  }
}
