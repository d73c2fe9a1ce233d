/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* XDP programs that answer: one for each verdict, and, in both frags flavours, one that counts its
 * runs and answers what the global `verdict` says. */
#include "test.h"

const volatile __u32 verdict = XDP_PASS;

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

SEC("xdp")
int aborted_one(struct xdp_md *context)
{
	return XDP_ABORTED;
}

SEC("xdp")
int drop_one(struct xdp_md *context)
{
	return XDP_DROP;
}

SEC("xdp")
int pass_one(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("xdp")
int tx_one(struct xdp_md *context)
{
	return XDP_TX;
}

SEC("xdp")
int count_one(struct xdp_md *context)
{
	count(&runs, 0);
	return verdict;
}

SEC("xdp.frags")
int pass_frags(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("xdp.frags")
int count_frags(struct xdp_md *context)
{
	count(&runs, 0);
	return verdict;
}
