/**
 * What Akka Persistence demands of a journal and of a snapshot store, each demand one test, run on
 * both databases. Akka's own kit is under the same headings; it can't be had for this version under
 * a licence we accept, so these are our words. Left out: lower bounds when a snapshot is chosen,
 * which the JDBC plugin does not look at and bpfledger never gives.
 */
@NullMarked
package io.bpfledger.journal.store.kit;

import org.jspecify.annotations.NullMarked;
