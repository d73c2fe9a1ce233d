/** What histories come to, and what cannot happen. */
@NullMarked
package io.bpfledger.journal.state;

import org.jspecify.annotations.NullMarked;
