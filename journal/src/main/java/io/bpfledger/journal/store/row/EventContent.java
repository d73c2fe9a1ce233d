package io.bpfledger.journal.store.row;

/**
 * What an event row says, before the database has given it a place in the order.
 *
 * @param persistenceId its stream
 * @param sequenceNumber its place in the stream, from 1
 * @param writer the incarnation of the entity that wrote it
 * @param writtenAtMillis when the journal took it, milliseconds since 1970
 * @param adapterManifest what an event adapter noted; empty where there is none
 * @param serializer the id of the serializer
 * @param manifest the type of the payload, as the serializer names it
 * @param payload the serialized event
 */
public record EventContent(
    String persistenceId,
    long sequenceNumber,
    String writer,
    long writtenAtMillis,
    String adapterManifest,
    int serializer,
    String manifest,
    Bytes payload) {

  public Bytes seal() {
    return Seal.of(this);
  }
}
