/**
 * What was seen of a kernel when it was looked at: an inventory, and on top of it the few things
 * that tell whose a program is and whether a hook runs what it should. Values only; {@code reading}
 * makes them.
 */
@NullMarked
package io.bpfledger.reconciler.survey;

import org.jspecify.annotations.NullMarked;
