/** Flipped bytes, and what an inspection says to them. */
@NullMarked
package io.bpfledger.journal.store.inspection;

import org.jspecify.annotations.NullMarked;
