/**
 * How an event stands in the ledger: in an entry that names who, when and why, sealed into the
 * chain of its stream, and stored as exactly the bytes that were sealed.
 *
 * <p>An entry's payload is its body followed by its digest. The body holds the digest of the entry
 * before; the digest covers the body, the stream and the place in it. So bytes cannot be altered,
 * entries not exchanged, moved or left out of the middle without it being seen from the stored
 * bytes alone, with any tool that knows SHA-256.
 */
@NullMarked
package io.bpfledger.journal.entry;

import org.jspecify.annotations.NullMarked;
