/**
 * What the reconciler did, for people and programs to read: first as data, out of the ledger alone,
 * then as text, JSON or one page of HTML. Nothing here looks at a kernel, and nothing here changes
 * anything.
 */
@NullMarked
package io.bpfledger.reconciler.report;

import org.jspecify.annotations.NullMarked;
