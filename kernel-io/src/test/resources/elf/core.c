/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What libbpf adjusts to the running kernel. */
#include "bpf.h"

extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig"), weak));

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

__u32 parent SEC(".data.parents");

SEC("tp_btf/sched_switch")
int on_switch(__u64 *context)
{
	struct task_struct *next = (void *)context[2];

	if (LINUX_KERNEL_VERSION > 0)
		parent = next->real_parent->tgid;
	return 0;
}

SEC("lsm.s/file_open")
int on_open(__u64 *context)
{
	return 0;
}

SEC("uretprobe.multi.s/libc.so.6:malloc")
int on_malloc(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
