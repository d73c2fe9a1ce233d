/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A program for samples of a perf event, counting them. */
#include "test.h"

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} samples SEC(".maps");

SEC("perf_event")
int on_sample(void *context)
{
	count(&samples, 0);
	return 0;
}
