/**
 * Carries tasks out on a kernel, whichever it is: where pins go, in which order things are made and
 * undone, how our own objects are told from others'.
 *
 * <p>Plain blocking code; it runs on the kernel pool and knows neither actors nor the ledger's
 * events. Every handle that is opened here is closed here: between two tasks the service holds no
 * BPF object.
 */
@NullMarked
package io.bpfledger.core.work;

import org.jspecify.annotations.NullMarked;
