/**
 * Machines played without actors: the same decisions, one step at a time and in any order, with
 * writes that fail and a service that dies in between.
 */
@NullMarked
package io.bpfledger.core.play;

import org.jspecify.annotations.NullMarked;
