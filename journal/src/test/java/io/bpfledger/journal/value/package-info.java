/** Values that order, limit and name things. */
@NullMarked
package io.bpfledger.journal.value;

import org.jspecify.annotations.NullMarked;
