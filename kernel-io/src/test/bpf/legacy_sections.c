/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Section names that some libbpf does not know: those of iproute2, and those of newer libbpf. */
#include "test.h"

#define CLASSIFIER(section, name)                                                                  \
	SEC(section) int name(struct __sk_buff *context)                                           \
	{                                                                                          \
		return TC_ACT_OK;                                                                  \
	}

CLASSIFIER("classifier", classifier_bare)
CLASSIFIER("classifier/ingress", classifier_ingress)
CLASSIFIER("action", action_bare)
CLASSIFIER("action/mark", action_mark)
CLASSIFIER("tc/ingress", tc_ingress)
CLASSIFIER("tc/egress", tc_egress)
CLASSIFIER("tcx/ingress", tcx_ingress)
CLASSIFIER("tcx/egress", tcx_egress)

SEC("xdp/eth0")
int xdp_named(struct xdp_md *context)
{
	return XDP_PASS;
}

/* Says nothing of its type: it must be chosen as something. */
SEC("firewall")
int unknown_section(struct xdp_md *context)
{
	return XDP_PASS;
}
