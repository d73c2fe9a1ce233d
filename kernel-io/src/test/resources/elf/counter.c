/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps, globals of every section, a static sub-program, three programs of different kinds. */
#include "bpf.h"

struct flow {
	__u32 source;
	__u32 destination;
};

struct {
	__uint(type, 9); /* an LRU hash */
	__type(key, struct flow);
	__type(value, __u64);
	__uint(max_entries, 1024);
	__uint(map_flags, 2);
} flows SEC(".maps");

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u64));
	__uint(max_entries, 4);
	__uint(pinning, PIN_BY_NAME);
} counters SEC(".maps");

const volatile __u32 sample_rate = 10;
const volatile char label[8] = "default";
volatile __u64 threshold = 5;
volatile __u64 seen;
static volatile int dropped;
const volatile __u8 build_stamp[4] SEC(".rodata.stamp") = {1, 2, 3, 4};

static NOINLINE void count(__u32 slot)
{
	__u64 *counter = bpf_map_lookup_elem(&counters, &slot);

	if (counter)
		__sync_fetch_and_add(counter, 1);
}

SEC("xdp")
int count_packets(struct xdp_md *context)
{
	struct flow flow = {.source = context->data, .destination = build_stamp[1]};
	__u64 one = 1;

	seen += sample_rate;
	if (seen > threshold && label[0] != 'x') {
		dropped++;
		bpf_map_update_elem(&flows, &flow, &one, 0);
	}
	count(0);
	return XDP_PASS;
}

SEC("classifier/count")
int count_ingress(struct __sk_buff *buffer)
{
	count(1);
	return TC_ACT_OK;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int count_opens(void *context)
{
	dropped = 0;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
