/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A structure, and a map that is pinned by its name before that structure is filled. */
#include "struct_ops.c"

struct {
	__uint(type, MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, PIN_BY_NAME);
} pinned SEC(".maps");

SEC("xdp")
int pinned_reader(struct xdp_md *context)
{
	__u32 key = 1;

	return bpf_map_lookup_elem(&pinned, &key) ? XDP_DROP : XDP_PASS;
}
