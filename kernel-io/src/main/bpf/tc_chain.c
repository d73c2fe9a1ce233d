/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The chain for TC, as a direct-action classifier on clsact; see chain.h.
 *
 * Verdicts and their bits, one up because they begin at -1: unspec 0, ok 1, reclassify 2, shot 3,
 * pipe 4, stolen 5, queued 6, repeat 7, redirect 8, trap 9, dispatcher_return (30) 31.
 *
 * unspec is a verdict like the others here: unless it is in proceed_on, the chain stops with it. For
 * the kernel unspec, pipe and whatever else a direct-action classifier may not decide mean the same:
 * the next filter of the hook has its turn. Hence UNDECIDED is unspec and not ok, which would keep
 * the packet from the filters of others behind ours.
 */
#include "chain.h"

#define CONTEXT __sk_buff
#define UNDECIDED TC_ACT_UNSPEC
#define DISPATCHER_RETURN 30
#define BIT_OF_VERDICT(verdict) ((__u32)(verdict) + 1)

CHAIN

SEC("classifier")
int tc_chain(struct __sk_buff *context)
{
	return chain(context);
}
