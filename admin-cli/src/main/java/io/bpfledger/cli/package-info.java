/**
 * The command line. It knows only the API of the service: no kernel, no ledger, no actors, so that
 * it starts at once.
 */
@NullMarked
package io.bpfledger.cli;

import org.jspecify.annotations.NullMarked;
