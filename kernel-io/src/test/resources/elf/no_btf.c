/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Compiled without BTF. The maps have the form that Rust compilers write. */
#include "bpf.h"

struct map_definition {
	__u32 type, key_size, value_size, max_entries, map_flags, id, pinning;
};

struct map_definition SEC("maps") PACKETS = {MAP_TYPE_HASH, 4, 8, 1024, 1, 0, 0};
struct map_definition SEC("maps") SHARED = {MAP_TYPE_ARRAY, 4, 16, 2, 0, 0, PIN_BY_NAME};
struct map_definition SEC("maps/EVENTS") EVENTS = {MAP_TYPE_RINGBUF, 0, 0, 4096, 0, 0, 0};

const volatile __u16 PORT = 80;
volatile __u64 BYTES;

SEC("xdp")
int firewall(struct xdp_md *context)
{
	__u32 key = PORT;

	BYTES++;
	return bpf_map_lookup_elem(&PACKETS, &key) ? XDP_DROP : XDP_PASS;
}

SEC("kprobe/tcp_connect")
int tcp_connect(void *context)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&SHARED, &key) != NULL;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
