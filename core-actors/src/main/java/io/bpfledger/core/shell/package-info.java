/**
 * Runs machines as actors: one shell for all of them, which persists what a machine decides and
 * then has its effects. What to decide is not known here.
 */
@NullMarked
package io.bpfledger.core.shell;

import org.jspecify.annotations.NullMarked;
