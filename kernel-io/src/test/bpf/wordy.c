/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs the verifier refuses only after many steps, each of which its log tells: logs of some
 * hundred kilobytes, and of more than any buffer of ours. */
#include "test.h"

static __u32 (*bpf_get_prandom_u32)(void) = (void *)7;

#define REFUSED_AFTER(name, rounds)                                                                \
	SEC("xdp")                                                                                 \
	int name(struct xdp_md *context)                                                           \
	{                                                                                          \
		__u8 *packet = (__u8 *)(long)context->data;                                        \
		__u64 sum = bpf_get_prandom_u32();                                                 \
                                                                                                   \
		_Pragma("clang loop unroll(disable)")                                              \
		for (__u32 round = 0; round < rounds; round++)                                     \
			asm volatile("%0 += %1; %0 -= %1" : "+r"(sum) : "r"(round));                \
		return packet[sum & 1];                                                            \
	}

REFUSED_AFTER(refused_after_some, 1000)
REFUSED_AFTER(refused_after_many, 9000)
