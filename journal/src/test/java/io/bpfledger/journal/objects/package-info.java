/** The object store, on a real file system. */
@NullMarked
package io.bpfledger.journal.objects;

import org.jspecify.annotations.NullMarked;
