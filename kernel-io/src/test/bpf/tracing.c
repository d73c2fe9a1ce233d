/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tracing programs, each counting its runs in its own place of `hits`. With `only_process` set they count
 * those runs only that happen in this process. The section names no target unless one is needed to
 * load; functions that libbpf must find are those the kernel keeps for tests of tracing. */
#include "test.h"

const volatile __u32 only_process = 0;

enum place {
	TRACEPOINT,
	RAW_TRACEPOINT,
	TP_BTF,
	KPROBE,
	KRETPROBE,
	KPROBE_MULTI,
	KRETPROBE_MULTI,
	UPROBE,
	URETPROBE,
	UPROBE_MULTI,
	URETPROBE_MULTI,
	FENTRY,
	FEXIT,
	FMOD_RET,
	LSM,
	PLACES,
};

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, PLACES);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

static inline __attribute__((always_inline)) int hit(enum place place)
{
	if (!only_process || only_process == bpf_get_current_pid_tgid() >> 32)
		count(&hits, place);
	return 0;
}

#define COUNTS(section, name, place)                                                               \
	SEC(section) int name(void *context)                                                       \
	{                                                                                          \
		return hit(place);                                                                 \
	}

COUNTS("tracepoint/syscalls/sys_enter_getpgid", on_tracepoint, TRACEPOINT)
COUNTS("raw_tracepoint/sys_enter", on_raw_tracepoint, RAW_TRACEPOINT)
COUNTS("tp_btf/sys_enter", on_tp_btf, TP_BTF)
COUNTS("kprobe", on_kprobe, KPROBE)
COUNTS("kretprobe", on_kretprobe, KRETPROBE)
COUNTS("kprobe.multi", on_kprobe_multi, KPROBE_MULTI)
COUNTS("kretprobe.multi", on_kretprobe_multi, KRETPROBE_MULTI)
COUNTS("uprobe", on_uprobe, UPROBE)
COUNTS("uretprobe", on_uretprobe, URETPROBE)
COUNTS("uprobe.multi", on_uprobe_multi, UPROBE_MULTI)
COUNTS("uretprobe.multi", on_uretprobe_multi, URETPROBE_MULTI)
COUNTS("fentry/bpf_fentry_test1", on_fentry, FENTRY)
COUNTS("fexit/bpf_fentry_test1", on_fexit, FEXIT)
COUNTS("fmod_ret/bpf_modify_return_test", on_fmod_ret, FMOD_RET)
COUNTS("lsm/task_getpgid", on_lsm, LSM)

/* Without a target in the section: the load names it. */
COUNTS("fentry", on_any_fentry, FENTRY)
COUNTS("fexit", on_any_fexit, FEXIT)
COUNTS("tp_btf", on_any_tp_btf, TP_BTF)
