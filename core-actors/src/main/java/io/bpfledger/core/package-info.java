/** The machines. */
@NullMarked
package io.bpfledger.core;

import org.jspecify.annotations.NullMarked;
