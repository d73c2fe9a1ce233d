/**
 * Dispatchers' work on hooks of every kind, on both kernels, told by the packets that go through.
 */
@NullMarked
package io.bpfledger.core.work.hook;

import org.jspecify.annotations.NullMarked;
