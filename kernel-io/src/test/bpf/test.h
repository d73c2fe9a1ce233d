/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs of the tests share. */
#ifndef BPFLEDGER_TEST_H
#define BPFLEDGER_TEST_H

#include "bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Adds one to a u64 of an array map. */
static inline __attribute__((always_inline)) void count(void *array, __u32 index)
{
	__u64 *number = bpf_map_lookup_elem(array, &index);

	if (number)
		__sync_fetch_and_add(number, 1);
}

#endif
