/** What machines decide, seen by what comes of it in a ledger and a kernel. */
@NullMarked
package io.bpfledger.core.machine;

import org.jspecify.annotations.NullMarked;
