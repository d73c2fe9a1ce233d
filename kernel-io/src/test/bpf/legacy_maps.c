/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A map defined in the section `maps`, as before BTF; libbpf refuses the object since 1.0. */
#include "test.h"

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") runs = {
	.type = MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 1,
};

SEC("xdp")
int count_legacy(struct xdp_md *context)
{
	count(&runs, 0);
	return XDP_PASS;
}
