/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs of this project use of the kernel's interface, and nothing else of the machine
 * they are compiled on: with the same clang the same sources give the same bytes everywhere.
 *
 * Context structs stop at the last field that is used; the verifier knows them by name only.
 */
#ifndef BPFLEDGER_BPF_H
#define BPFLEDGER_BPF_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))

/* Map definitions: libbpf reads them out of the BTF of a struct in the section .maps. */
#define __uint(name, number) int(*name)[number]
#define __type(name, type) type *name

#define MAP_TYPE_HASH 1
#define MAP_TYPE_ARRAY 2
#define MAP_TYPE_PROG_ARRAY 3
#define MAP_TYPE_RINGBUF 27

#define PIN_BY_NAME 1

#define NULL ((void *)0)

/* Helpers, by their number in the kernel's table. */
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value,
				   __u64 flags) = (void *)2;
static long (*bpf_tail_call)(void *context, void *programs, __u32 slot) = (void *)12;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_seq_write)(void *sequence, const void *data, __u32 size) = (void *)127;
static void *(*bpf_ringbuf_reserve)(void *ringbuf, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;
static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

/* The contexts of XDP and TC programs. */
struct xdp_md {
	__u32 data;
	__u32 data_end;
};

struct __sk_buff {
	__u32 len;
};

enum xdp_action {
	XDP_ABORTED = 0,
	XDP_DROP = 1,
	XDP_PASS = 2,
	XDP_TX = 3,
	XDP_REDIRECT = 4,
};

enum tc_action {
	TC_ACT_UNSPEC = -1,
	TC_ACT_OK = 0,
	TC_ACT_RECLASSIFY = 1,
	TC_ACT_SHOT = 2,
	TC_ACT_PIPE = 3,
	TC_ACT_STOLEN = 4,
	TC_ACT_QUEUED = 5,
	TC_ACT_REPEAT = 6,
	TC_ACT_REDIRECT = 7,
	TC_ACT_TRAP = 8,
};

#endif
