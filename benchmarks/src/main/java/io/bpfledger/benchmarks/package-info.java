/**
 * Measurements: percentiles and the ratio to a peer of the same run, never an absolute number
 * alone.
 */
@NullMarked
package io.bpfledger.benchmarks;

import org.jspecify.annotations.NullMarked;
