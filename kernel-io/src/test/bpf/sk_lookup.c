/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs for socket lookup in a network namespace: one counts and passes, one refuses. */
#include "test.h"

#define SK_DROP 0
#define SK_PASS 1

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

SEC("sk_lookup")
int pass_lookup(void *context)
{
	count(&runs, 0);
	return SK_PASS;
}

SEC("sk_lookup")
int refuse_lookup(void *context)
{
	return SK_DROP;
}
