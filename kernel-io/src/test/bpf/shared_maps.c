/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs that share maps within the object, by pin and by handing a map over. */
#include "test.h"

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, PIN_BY_NAME);
} pinned SEC(".maps");

/* Adds one to counters[0]. */
SEC("xdp")
int writer(struct xdp_md *context)
{
	count(&counters, 0);
	return XDP_PASS;
}

/* Answers drop as soon as the writer ran. */
SEC("xdp")
int reader(struct xdp_md *context)
{
	__u32 first = 0;
	__u64 *number = bpf_map_lookup_elem(&counters, &first);

	return number && *number ? XDP_DROP : XDP_PASS;
}

/* Adds one to pinned[1]. */
SEC("xdp")
int pinned_writer(struct xdp_md *context)
{
	__u32 key = 1;
	__u64 one = 1, *number = bpf_map_lookup_elem(&pinned, &key);

	if (number)
		__sync_fetch_and_add(number, 1);
	else
		bpf_map_update_elem(&pinned, &key, &one, 0);
	return XDP_PASS;
}
