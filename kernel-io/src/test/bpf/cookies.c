/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tracing programs that count under the cookie of the link they run for. Apart from tracing.c, as
 * kernels before 5.15 refuse programs that ask for a cookie. */
#include "test.h"

struct {
	__uint(type, MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, __u64);
} by_cookie SEC(".maps");

static inline __attribute__((always_inline)) int count_cookie(void *context)
{
	__u64 cookie = bpf_get_attach_cookie(context);
	__u64 one = 1, *number = bpf_map_lookup_elem(&by_cookie, &cookie);

	if (number)
		__sync_fetch_and_add(number, 1);
	else
		bpf_map_update_elem(&by_cookie, &cookie, &one, 0);
	return 0;
}

#define COUNTS(section, name)                                                                      \
	SEC(section) int name(void *context)                                                       \
	{                                                                                          \
		return count_cookie(context);                                                      \
	}

COUNTS("tracepoint/syscalls/sys_enter_getpgid", cookie_tracepoint)
COUNTS("raw_tracepoint/sys_enter", cookie_raw_tracepoint)
COUNTS("tp_btf/sys_enter", cookie_tp_btf)
COUNTS("kprobe", cookie_kprobe)
COUNTS("kprobe.multi", cookie_kprobe_multi)
COUNTS("uprobe", cookie_uprobe)
COUNTS("uprobe.multi", cookie_uprobe_multi)
COUNTS("fentry/bpf_fentry_test1", cookie_fentry)
COUNTS("perf_event", cookie_perf_event)
