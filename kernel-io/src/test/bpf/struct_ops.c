/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The smallest TCP congestion control the kernel takes. Members of the struct are found by name. */
#include "test.h"

#ifndef STRUCT_OPS
#define STRUCT_OPS ".struct_ops"
#endif

struct tcp_congestion_ops {
	char name[16];
	__u32 (*ssthresh)(void *sock);
	void (*cong_avoid)(void *sock, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(void *sock);
};

SEC("struct_ops/ssthresh")
__u32 ssthresh(__u64 *context)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void cong_avoid(__u64 *context)
{
}

SEC("struct_ops/undo_cwnd")
__u32 undo_cwnd(__u64 *context)
{
	return 10;
}

SEC(STRUCT_OPS)
struct tcp_congestion_ops congestion = {
	.name = "bpfledger_test",
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
};
