/**
 * The small values that events, states and questions to the ledger are made of.
 *
 * <p>They speak the domain's words and hold nothing that means something to one kernel only, except
 * where they record what one kernel did ({@link io.bpfledger.journal.value.Incarnation} and its
 * kin). All are immutable, compare by value and refuse what breaks a limit; limits may grow but
 * never shrink, since whatever was written once must stay readable. No clock, no input or output.
 */
@NullMarked
package io.bpfledger.journal.value;

import org.jspecify.annotations.NullMarked;
