/**
 * How entries, and snapshots of states, are written down and read back: CBOR by Jackson.
 *
 * <p>Everything Jackson must know stands here, so that events, values and states stay plain
 * records: the words of constants, the form of scalars, the names of the records behind a sealed
 * interface ({@link io.bpfledger.journal.codec.Shapes}), the types of events with their versions
 * ({@link io.bpfledger.journal.codec.EventTypes}) and how older versions are read as the present
 * one ({@link io.bpfledger.journal.codec.Upcasters}). Names and words here are a file format; the
 * names of Java classes are not.
 *
 * <p>Reading is strict: an unknown type, a version from the future, a missing or an unknown field
 * is refused, never guessed at. No Akka, no input or output.
 */
@NullMarked
package io.bpfledger.journal.codec;

import org.jspecify.annotations.NullMarked;
