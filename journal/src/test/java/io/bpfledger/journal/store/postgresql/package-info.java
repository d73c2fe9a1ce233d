/** A PostgreSQL server for tests. */
@NullMarked
package io.bpfledger.journal.store.postgresql;

import org.jspecify.annotations.NullMarked;
