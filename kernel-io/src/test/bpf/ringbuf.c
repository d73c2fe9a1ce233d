/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A ring buffer whose definition carries a value type, as some tools want it; for the kernel a ring buffer
 * has neither key nor value. The program writes one event for every packet. */
#include "test.h"

struct event {
	__u32 sequence;
	__u32 length;
};

struct {
	__uint(type, MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096 * 16);
	__type(value, struct event);
} events SEC(".maps");

volatile __u32 sequence;

SEC("xdp")
int emit_event(struct xdp_md *context)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return XDP_ABORTED;
	event->sequence = sequence++;
	event->length = context->data_end - context->data;
	bpf_ringbuf_submit(event, 0);
	return XDP_PASS;
}
