/** Akka's serialization with our configuration. */
@NullMarked
package io.bpfledger.journal.serialization;

import org.jspecify.annotations.NullMarked;
