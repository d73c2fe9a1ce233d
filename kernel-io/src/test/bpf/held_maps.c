/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps that hold maps and programs from the beginning, and what the kernel says of itself. */
#include "test.h"

#define __array(name, type) typeof(type) *name[]

extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));

struct inner {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, 12); /* an array of maps */
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = {&first, &second},
};

int dropped(struct xdp_md *context);

struct {
	__uint(type, MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} next SEC(".maps") = {
	.values = {&dropped},
};

/* Adds one to the second map, then goes on to the program that drops. */
SEC("xdp")
int held(struct xdp_md *context)
{
	__u32 key = 1;
	void *inner = bpf_map_lookup_elem(&outer, &key);

	if (inner)
		count(inner, 0);
	bpf_tail_call(context, &next, 0);
	return XDP_PASS;
}

SEC("xdp")
int dropped(struct xdp_md *context)
{
	return XDP_DROP;
}

/* Passes if the kernel told its version. */
SEC("xdp")
int versioned(struct xdp_md *context)
{
	return LINUX_KERNEL_VERSION > 0 ? XDP_PASS : XDP_DROP;
}
