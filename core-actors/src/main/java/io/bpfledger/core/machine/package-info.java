/**
 * The deciding half of programs, links, dispatchers and the host.
 *
 * <p>A {@link io.bpfledger.core.machine.Machine} is a pure function: from what the ledger says and
 * what has just happened to the events to record, the effects to have once they are durable, and
 * the requests that have to wait. No Akka, no clock, no kernel and nothing remembered between two
 * calls lives here: what is not in the ledger is not known after a crash either.
 */
@NullMarked
package io.bpfledger.core.machine;

import org.jspecify.annotations.NullMarked;
