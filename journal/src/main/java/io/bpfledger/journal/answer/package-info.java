/**
 * That whoever asks something of an entity gets an answer, and a true one: done, not done, or in
 * doubt.
 *
 * <p>A failed write does not mean "not written": the commit may have reached the disk before the
 * failure was noticed, or reach it afterwards. Akka stops an entity whose write failed, and its
 * asker hears nothing. Here the {@link io.bpfledger.journal.answer.Keeper}, the parent of the
 * entities, starts a fresh incarnation, whose recovery reads the truth back, and asks it. What an
 * entity is, and what it is asked, is not known here.
 */
@NullMarked
package io.bpfledger.journal.answer;

import org.jspecify.annotations.NullMarked;
