/**
 * Route netlink: requests and answers as bytes, and the socket that carries them.
 *
 * <p>Writing and parsing are pure and bounded, over {@link java.nio.ByteBuffer}s in the machine's
 * byte order; only {@link io.bpfledger.kernel.linux.netlink.NetlinkSocket} calls the kernel. What
 * the messages are for is decided by the callers.
 */
@NullMarked
package io.bpfledger.kernel.linux.netlink;

import org.jspecify.annotations.NullMarked;
