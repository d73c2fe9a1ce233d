/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* TC programs that answer: one for some verdicts, and one that counts its runs and answers what the
 * global `verdict` says. They serve as filters, as TCX members and in chains. */
#include "test.h"

const volatile int verdict = TC_ACT_PIPE;

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

SEC("tc")
int unspec_one(struct __sk_buff *context)
{
	return TC_ACT_UNSPEC;
}

SEC("tc")
int ok_one(struct __sk_buff *context)
{
	return TC_ACT_OK;
}

SEC("tc")
int shot_one(struct __sk_buff *context)
{
	return TC_ACT_SHOT;
}

SEC("tc")
int pipe_one(struct __sk_buff *context)
{
	return TC_ACT_PIPE;
}

SEC("tc")
int count_one(struct __sk_buff *context)
{
	count(&runs, 0);
	return verdict;
}
