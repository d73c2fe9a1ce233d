/**
 * The kernel port on Linux: {@code bpf(2)}, perf events, netlink and bpffs through downcalls,
 * object files through libbpf.
 *
 * <p>One part of the port, one class. What a single attach kind needs lives in {@code attach}, one
 * file each; what one load of an object takes lives in {@code load}; raw memory and system calls
 * live in {@code ffi}. No rules live here: this room says what Linux answers, and nothing more.
 */
@NullMarked
package io.bpfledger.kernel.linux;

import org.jspecify.annotations.NullMarked;
