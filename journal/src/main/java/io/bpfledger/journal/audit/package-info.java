/**
 * Is everything as it was written? The storage, the entries in it, the snapshots, the objects that
 * entries name: one question, one answer, every flaw by name.
 */
@NullMarked
package io.bpfledger.journal.audit;

import org.jspecify.annotations.NullMarked;
