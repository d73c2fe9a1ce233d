/** Our data access under Akka's journal: shared commits, damaged rows, queries. */
@NullMarked
package io.bpfledger.journal.store.plugin;

import org.jspecify.annotations.NullMarked;
