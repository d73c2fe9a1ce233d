/**
 * The machines of program, link and dispatcher, and the one shell that runs them as actors.
 *
 * <p>Here a command becomes intent, kernel operation and outcome. Machines are pure functions of
 * state and input; the shell persists what they decide and carries out the effects they name.
 * Reading of the whole kernel, and comparing it with the ledger, is the reconciler's.
 */
@NullMarked
package io.bpfledger.core;

import org.jspecify.annotations.NullMarked;
