/** What was ever written must stay readable: golden files, and what happens to bad bytes. */
@NullMarked
package io.bpfledger.journal.codec;

import org.jspecify.annotations.NullMarked;
