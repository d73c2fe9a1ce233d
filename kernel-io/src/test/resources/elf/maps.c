/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ways to declare a map that are more than a type and three numbers. */
#include "bpf.h"

#define __array(name, type) typeof(type) *name[]
#define __ulong(name, number) enum { name##_of_this_map = number } name

typedef __u32 index_type;
typedef __u64 pair[2];

struct inner_map {
	__uint(type, MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, index_type);
	__type(value, pair);
} first_inner SEC(".maps"), third_inner SEC(".maps");

struct {
	__uint(type, 12); /* an array of maps */
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner_map);
} outer SEC(".maps") = {
	.values = {[0] = &first_inner, [2] = &third_inner},
};

int on_tail_call(struct xdp_md *context);

struct {
	__uint(type, MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} programs SEC(".maps") = {
	.values = {[1] = &on_tail_call},
};

struct event {
	__u32 process;
	char command[16];
};

typedef struct event *event_pair[2];

struct {
	__uint(type, MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, 30); /* a bloom filter */
	__uint(max_entries, 100);
	__type(value, event_pair);
	__uint(numa_node, 0);
	__ulong(map_extra, 3);
} recent SEC(".maps");

SEC("xdp/tail")
int on_tail_call(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("xdp")
int use_maps(struct xdp_md *context)
{
	index_type key = 0;
	void *inner = bpf_map_lookup_elem(&outer, &key);
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (event)
		bpf_ringbuf_submit(event, 0);
	if (inner)
		bpf_map_lookup_elem(inner, &key);
	bpf_tail_call(context, &programs, 1);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
