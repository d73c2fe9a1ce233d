/**
 * What each kind of link needs from Linux: one attach kind, one file, with the layout of its call
 * and what each error number means there.
 *
 * <p>{@link io.bpfledger.kernel.linux.LinkWriter} chooses among them. The shared shapes are {@code
 * LinkCreate} for every link, and {@code PerfLink}, {@code CgroupLink} and {@code TracingLink} for
 * families of kinds.
 */
@NullMarked
package io.bpfledger.kernel.linux.attach;

import org.jspecify.annotations.NullMarked;
