/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The chain for XDP; see chain.h.
 *
 * Verdicts and their bits: aborted 0, drop 1, pass 2, tx 3, redirect 4, dispatcher_return 31. Anything
 * else a member returns stops the chain and is returned; the kernel takes it for aborted.
 *
 * A program array takes programs of one frags flavour only, that of the program which uses it. So
 * there are two objects of this source: xdp_chain for members without frags, and, compiled with
 * FRAGS, xdp_chain_frags for members that can take packets of several buffers.
 */
#include "chain.h"

#define CONTEXT xdp_md
#define UNDECIDED XDP_PASS
#define DISPATCHER_RETURN 31
#define BIT_OF_VERDICT(verdict) ((__u32)(verdict))

CHAIN

#ifdef FRAGS
SEC("xdp.frags")
int xdp_chain_frags(struct xdp_md *context)
#else
SEC("xdp")
int xdp_chain(struct xdp_md *context)
#endif
{
	return chain(context);
}
