/** Which runs are given up, and what is left of them. */
@NullMarked
package io.bpfledger.journal.retention;

import org.jspecify.annotations.NullMarked;
