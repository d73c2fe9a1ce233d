package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Maps;

/**
 * What a load needs of the kernel besides libbpf.
 *
 * @param maps tells of maps that are shared
 * @param bpffs where maps are pinned by name
 */
record KernelParts(Maps maps, Bpffs bpffs) {}
