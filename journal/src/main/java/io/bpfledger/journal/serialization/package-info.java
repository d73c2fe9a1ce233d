/**
 * What Akka's serialization calls to store entries and snapshots. The bytes are the codec's; here
 * is only what Akka must see. Java serialization is off.
 *
 * <p>{@code bpfledger-serialization.conf} binds the types; include it in the configuration of every
 * actor system that has entities.
 */
@NullMarked
package io.bpfledger.journal.serialization;

import org.jspecify.annotations.NullMarked;
