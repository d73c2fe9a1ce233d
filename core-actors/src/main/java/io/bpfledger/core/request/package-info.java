/**
 * What callers ask for, checked before anything is recorded or done, and what they are shown.
 *
 * <p>Pure: from words, options and the ledger to a command's parts, or to a refusal that names the
 * object, what was asked of it and what to do instead. Nothing here sends a command, and nothing
 * knows how a question travelled.
 */
@NullMarked
package io.bpfledger.core.request;

import org.jspecify.annotations.NullMarked;
