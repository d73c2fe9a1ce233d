/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How programs reach functions: by calls, through other functions, as callbacks, outside. */
#include "bpf.h"

static long (*bpf_loop)(__u32 times, void *function, void *context, __u64 flags) = (void *)181;

extern int bpf_kernel_function(int argument) __attribute__((section(".ksyms"), weak));

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

volatile int total;

static NOINLINE int deepest(int argument)
{
	__u32 key = argument & 1;
	__u64 *number = bpf_map_lookup_elem(&numbers, &key);

	return number ? *number : 0;
}

NOINLINE int middle(int argument)
{
	return deepest(argument) + deepest(argument + 1);
}

static NOINLINE int on_each(__u32 index, void *context)
{
	total += index;
	return 0;
}

NOINLINE int nobody_calls(int argument)
{
	return argument;
}

SEC("?tc/ingress")
int through_functions(struct __sk_buff *buffer)
{
	return middle(buffer->len);
}

SEC("tc/egress")
int with_callback(struct __sk_buff *buffer)
{
	bpf_loop(8, on_each, NULL, 0);
	return TC_ACT_OK;
}

SEC("unknown/section")
int with_extern(void *context)
{
	return bpf_kernel_function ? bpf_kernel_function(1) : 0;
}

char LICENSE[] SEC("license") = "MIT";
