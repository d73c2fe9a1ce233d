/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A map pinned by the name of that in shared_maps.c, but not compatible with it. */
#include "test.h"

struct {
	__uint(type, MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, PIN_BY_NAME);
} pinned SEC(".maps");

SEC("xdp")
int other_reader(struct xdp_md *context)
{
	__u32 key = 1;

	return bpf_map_lookup_elem(&pinned, &key) ? XDP_DROP : XDP_PASS;
}
