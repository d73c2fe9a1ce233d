/**
 * The table: for every state that the ledger can have of a program, a link or a dispatcher, and
 * everything that the kernel can show of it, what that is called, how bad it is, what is to be done
 * and why. And the rules about what is no entity: maps, filters, names in our file system.
 *
 * <p>Whoever wants another decision changes one line here. {@code docs/findings.md} is made from
 * it. Nothing here looks at a kernel or knows how a difference is recognised.
 */
@NullMarked
package io.bpfledger.reconciler.rule;

import org.jspecify.annotations.NullMarked;
