/**
 * libbpf by downcalls: the few functions that open, prepare and load an object file.
 *
 * <p>Calls answer as libbpf does, with the value or the negative error number; what it says about
 * an error is caught in a {@link io.bpfledger.kernel.linux.libbpf.Transcript}. Ask {@link
 * io.bpfledger.kernel.linux.libbpf.Libbpf#problem()} first: without the library no other class here
 * can be used. Nothing here knows the port: what to load, and what an error means, is decided by
 * those who call.
 */
@NullMarked
package io.bpfledger.kernel.linux.libbpf;

import org.jspecify.annotations.NullMarked;
