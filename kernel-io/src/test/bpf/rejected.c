/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A program the verifier refuses, beside a good one that loads all the same when chosen alone. */
#include "test.h"

SEC("xdp")
int good(struct xdp_md *context)
{
	return XDP_PASS;
}

/* Reads the packet without asking whether there is one. */
SEC("xdp")
int out_of_bounds(struct xdp_md *context)
{
	__u8 *packet = (__u8 *)(long)context->data;

	return packet[13] == 8 ? XDP_PASS : XDP_DROP;
}
