/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs that leave a trail: each writes its global `step` behind the steps of those before it. With
 * one trail shared by several loads it says who ran, and in which order. trail[0] is the number of
 * steps, trail[1] the first of them. */
#include "test.h"

#define STEPS 127

const volatile __u32 step = 0;
const volatile int verdict = 0;

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, STEPS + 1);
	__type(key, __u32);
	__type(value, __u32);
} trail SEC(".maps");

static inline __attribute__((always_inline)) int leave_step(void)
{
	__u32 first = 0, end;
	__u32 *length = bpf_map_lookup_elem(&trail, &first);
	__u32 *place;

	if (!length || *length >= STEPS)
		return verdict;
	*length += 1;
	end = *length;
	place = bpf_map_lookup_elem(&trail, &end);
	if (place)
		*place = step;
	return verdict;
}

SEC("xdp")
int xdp_step(struct xdp_md *context)
{
	return leave_step();
}

SEC("xdp.frags")
int xdp_frags_step(struct xdp_md *context)
{
	return leave_step();
}

SEC("tc")
int tc_step(struct __sk_buff *context)
{
	return leave_step();
}
