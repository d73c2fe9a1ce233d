/**
 * Measurements of the ledger: durable writes beside plain JDBC on the same file system, start,
 * recovery, and what an entry takes on disk.
 */
@NullMarked
package io.bpfledger.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
