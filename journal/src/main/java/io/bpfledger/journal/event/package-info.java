/**
 * Everything that can ever stand in the ledger: one sealed interface for each kind of stream, one
 * record for each kind of event.
 *
 * <p>This package is a file format. It never moves, and what is here is never taken away or given
 * another meaning: a record that needs other fields gets a new version, and the codec learns to
 * read the old one as the new. The records themselves know nothing of how they are written down.
 *
 * <p>An <em>intent</em> ({@code …Requested}, {@code …Planned}) is durable before the kernel is
 * touched and bears the id of its operation, which also names what is staged; the <em>outcome</em>
 * of the operation names the same id.
 */
@NullMarked
package io.bpfledger.journal.event;

import org.jspecify.annotations.NullMarked;
