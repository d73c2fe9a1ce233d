/**
 * Tasks carried out on both kernels: what is in the kernel afterwards, whatever goes wrong, and
 * that nothing stays open.
 */
@NullMarked
package io.bpfledger.core.work;

import org.jspecify.annotations.NullMarked;
