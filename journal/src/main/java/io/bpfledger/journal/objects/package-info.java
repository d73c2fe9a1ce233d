/**
 * The large things that events name by digest: bytecode, verifier logs, reports.
 *
 * <p>An object is written here, and safe on disk, before the event that names it. What an object
 * means, and which are still named, is not known here.
 */
@NullMarked
package io.bpfledger.journal.objects;

import org.jspecify.annotations.NullMarked;
