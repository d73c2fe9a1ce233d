/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Netfilter programs: one that counts and accepts, one that drops. */
#include "test.h"

#define NF_DROP 0
#define NF_ACCEPT 1

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

SEC("netfilter")
int accept_one(void *context)
{
	count(&runs, 0);
	return NF_ACCEPT;
}

SEC("netfilter")
int refuse_one(void *context)
{
	return NF_DROP;
}
