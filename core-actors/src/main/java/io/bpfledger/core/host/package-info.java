/**
 * One host whose programs, links and dispatchers are managed: starts the ledger's entities on a
 * kernel, settles what an earlier life left open, and takes requests.
 *
 * <p>Here everything of this module is wired together. What requests mean is decided by machines.
 */
@NullMarked
package io.bpfledger.core.host;

import org.jspecify.annotations.NullMarked;
