/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs for every cgroup hook, each counting its runs in its own place of `hits` and allowing what
 * is asked. */
#include "test.h"

enum place {
	SKB_INGRESS,
	SKB_EGRESS,
	SOCK_CREATE,
	SOCK_RELEASE,
	POST_BIND4,
	POST_BIND6,
	BIND4,
	BIND6,
	CONNECT4,
	CONNECT6,
	SENDMSG4,
	SENDMSG6,
	RECVMSG4,
	RECVMSG6,
	GETPEERNAME4,
	GETPEERNAME6,
	GETSOCKNAME4,
	GETSOCKNAME6,
	GETSOCKOPT,
	SETSOCKOPT,
	SYSCTL,
	DEVICE,
	SOCK_OPS,
	PLACES,
};

struct {
	__uint(type, MAP_TYPE_ARRAY);
	__uint(max_entries, PLACES);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

#define ALLOWS(section, name, place)                                                               \
	SEC(section) int name(void *context)                                                       \
	{                                                                                          \
		count(&hits, place);                                                               \
		return 1;                                                                          \
	}

ALLOWS("cgroup_skb/ingress", skb_ingress, SKB_INGRESS)
ALLOWS("cgroup_skb/egress", skb_egress, SKB_EGRESS)
ALLOWS("cgroup/sock_create", sock_create, SOCK_CREATE)
ALLOWS("cgroup/sock_release", sock_release, SOCK_RELEASE)
ALLOWS("cgroup/post_bind4", post_bind4, POST_BIND4)
ALLOWS("cgroup/post_bind6", post_bind6, POST_BIND6)
ALLOWS("cgroup/bind4", bind4, BIND4)
ALLOWS("cgroup/bind6", bind6, BIND6)
ALLOWS("cgroup/connect4", connect4, CONNECT4)
ALLOWS("cgroup/connect6", connect6, CONNECT6)
ALLOWS("cgroup/sendmsg4", sendmsg4, SENDMSG4)
ALLOWS("cgroup/sendmsg6", sendmsg6, SENDMSG6)
ALLOWS("cgroup/recvmsg4", recvmsg4, RECVMSG4)
ALLOWS("cgroup/recvmsg6", recvmsg6, RECVMSG6)
ALLOWS("cgroup/getpeername4", getpeername4, GETPEERNAME4)
ALLOWS("cgroup/getpeername6", getpeername6, GETPEERNAME6)
ALLOWS("cgroup/getsockname4", getsockname4, GETSOCKNAME4)
ALLOWS("cgroup/getsockname6", getsockname6, GETSOCKNAME6)
ALLOWS("cgroup/getsockopt", getsockopt, GETSOCKOPT)
ALLOWS("cgroup/setsockopt", setsockopt, SETSOCKOPT)
ALLOWS("cgroup/sysctl", sysctl, SYSCTL)
ALLOWS("cgroup/dev", device, DEVICE)
ALLOWS("sockops", sock_ops, SOCK_OPS)

/* Refuses: a connection, and outgoing packets. */
SEC("cgroup/connect4")
int refuse_connect4(void *context)
{
	return 0;
}

SEC("cgroup_skb/egress")
int refuse_egress(void *context)
{
	return 0;
}
