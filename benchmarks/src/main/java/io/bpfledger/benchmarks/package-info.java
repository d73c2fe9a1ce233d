/** Benchmarks. */
@NullMarked
package io.bpfledger.benchmarks;

import org.jspecify.annotations.NullMarked;
