/** A process that writes as fast as it can, killed at any moment. */
@NullMarked
package io.bpfledger.journal.crash;

import org.jspecify.annotations.NullMarked;
