/** The command line. */
@NullMarked
package io.bpfledger.cli;

import org.jspecify.annotations.NullMarked;
