/**
 * Carries out what dispatchers have done to their hooks: one file for each kind of hook, and what
 * they share.
 *
 * <p>Everything here can be done twice, and each step leaves something that says how far it came: a
 * staging directory, a revision directory, or a hook that runs a program of one. What runs is told
 * by the program's identity, never by its number alone. Programs, filters and qdiscs that are not
 * ours are left as they are.
 *
 * <p>What should run on a hook, and in which order, is not decided here: a revision says so.
 */
@NullMarked
package io.bpfledger.core.work.hook;

import org.jspecify.annotations.NullMarked;
