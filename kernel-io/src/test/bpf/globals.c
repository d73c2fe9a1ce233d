/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Globals of every section and several sizes, and a program that shows what it finds in them. */
#include "test.h"

const volatile __u8 fixed_byte = 1;
const volatile __u16 fixed_short = 2;
const volatile __u32 fixed_int = 3;
const volatile __u64 fixed_long = 4;
const volatile char fixed_text[16] = "fixed";

volatile __u8 data_byte = 5;
volatile __u32 data_int = 6;
volatile __u64 data_long = 7;
volatile __u32 data_list[3] = { 8, 9, 10 };

volatile __u8 zero_byte;
volatile __u64 zero_long;

struct seen {
	__u64 fixed_byte, fixed_short, fixed_int, fixed_long;
	char fixed_text[16];
	__u64 data_byte, data_int, data_long, data_list[3];
	__u64 zero_byte, zero_long;
};

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct seen);
} seen SEC(".maps");

/* Writes down what it sees, then adds one to data_long and two to zero_long. */
SEC("xdp")
int show_globals(struct xdp_md *context)
{
	__u32 first = 0;
	struct seen *value = bpf_map_lookup_elem(&seen, &first);

	if (!value)
		return XDP_ABORTED;
	value->fixed_byte = fixed_byte;
	value->fixed_short = fixed_short;
	value->fixed_int = fixed_int;
	value->fixed_long = fixed_long;
#pragma clang loop unroll(full)
	for (int i = 0; i < 16; i++)
		value->fixed_text[i] = fixed_text[i];
	value->data_byte = data_byte;
	value->data_int = data_int;
	value->data_long = data_long;
#pragma clang loop unroll(full)
	for (int i = 0; i < 3; i++)
		value->data_list[i] = data_list[i];
	value->zero_byte = zero_byte;
	value->zero_long = zero_long;
	data_long += 1;
	zero_long += 2;
	return XDP_PASS;
}
