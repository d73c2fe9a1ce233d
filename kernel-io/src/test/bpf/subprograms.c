/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs that call functions: a static one and a global one, two deep. */
#include "test.h"

static NOINLINE __u32 length_of(struct xdp_md *context)
{
	return context->data_end - context->data;
}

NOINLINE int is_long(struct xdp_md *context)
{
	return length_of(context) > 100;
}

/* Drops packets above 100 bytes. */
SEC("xdp")
int drop_long(struct xdp_md *context)
{
	return is_long(context) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int pass_long(struct xdp_md *context)
{
	return is_long(context) ? XDP_PASS : XDP_DROP;
}
