/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a chain is, whatever the hook.
 *
 * A chain runs the members of a hook in order. Members are ordinary programs in the slots of the
 * program array `members`; slot n is run by the function slot_n, which tail-calls it. A tail call
 * from a function ends that function, not the chain: the member's verdict is what slot_n returns to
 * the main function, which looks at the verdict and runs the next member or stops.
 *
 * The rules, in full:
 *
 *  - Slots 0 to member_count-1 are run in order. Those above are dead code, which the verifier takes
 *    out, so a short chain costs nothing for the slots that it leaves free.
 *  - After a member has run, the next one runs if the member's verdict is in proceed_on of its slot;
 *    if it is not, the chain stops. A verdict that has no bit (see BIT_OF_VERDICT) always stops it.
 *  - The verdict of the chain is the verdict of the last member that ran, also when that is the last
 *    slot and the verdict says to proceed.
 *  - dispatcher_return is how a member says that it has no verdict. It is in proceed_on or it is not,
 *    as any verdict; it never leaves the chain: there it becomes UNDECIDED, the verdict of a hook
 *    that has no program.
 *  - An empty slot falls through, whatever its proceed_on says: the chain goes on as if the slot were
 *    not there, with the verdict it had before. A chain in which nobody ran is UNDECIDED. The same
 *    holds for a member that could not run because the kernel's limit of 33 tail calls per packet is
 *    reached, which takes members that tail-call themselves.
 *
 * member_count and proceed_on are written before the chain is loaded and are frozen from then on.
 *
 * The kernel takes a program into `members` (else EINVAL) if it has the chain's type and frags flavour
 * and, in newer kernels (seen in 6.18), was loaded with the chain's expected attach type: BPF_XDP for
 * XDP, none for TC. A program loaded for TCX in particular, with BPF_TCX_INGRESS, is no member.
 */
#ifndef BPFLEDGER_CHAIN_H
#define BPFLEDGER_CHAIN_H

#include "bpf.h"

/*
 * Of 33 tail calls three are left to the members. EACH_SLOT names every slot once; it is written out
 * because a slot must be a constant, and because old verifiers know no loops.
 */
#define SLOTS 30
#define EACH_SLOT(DO)                                                                              \
	DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9)                                \
	DO(10) DO(11) DO(12) DO(13) DO(14) DO(15) DO(16) DO(17) DO(18) DO(19)                      \
	DO(20) DO(21) DO(22) DO(23) DO(24) DO(25) DO(26) DO(27) DO(28) DO(29)

/* What slot_n returns when no member ran: a number that is no verdict and nobody's -1 or ~0. */
#define EMPTY_SLOT 0x656d7074

struct {
	__uint(type, MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, __u32);
} members SEC(".maps");

const volatile __u32 member_count = 0;
const volatile __u32 proceed_on[SLOTS] = {};

/* Shown by bpftool prog show. */
const volatile char bpf_metadata_owner[] = "bpfledger";
const volatile __u32 bpf_metadata_chain_version = 1;

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/*
 * Neither compiler nor verifier may believe that a slot always returns EMPTY_SLOT, or they take out
 * the code that looks at verdicts. The empty asm hides the number from the compiler; that the
 * function is global (not static) makes the verifier check it by itself and expect any number of it.
 */
#define SLOT(n)                                                                                    \
	NOINLINE int slot_##n(struct CONTEXT *context)                                             \
	{                                                                                          \
		int verdict = EMPTY_SLOT;                                                          \
		bpf_tail_call(context, &members, n);                                               \
		asm volatile("" : "+r"(verdict));                                                  \
		return verdict;                                                                    \
	}

/* Runs slot n, and leaves run_members when the chain ends there. */
#define RUN(n)                                                                                     \
	if (member_count <= n)                                                                     \
		return verdict;                                                                    \
	answer = slot_##n(context);                                                                \
	if (answer != EMPTY_SLOT) {                                                                \
		verdict = answer;                                                                  \
		if (BIT_OF_VERDICT(answer) > 31 ||                                                 \
		    !(proceed_on[n] >> BIT_OF_VERDICT(answer) & 1))                                \
			return verdict;                                                            \
	}

/*
 * A flavour defines, before it uses this:
 *   CONTEXT                 the struct its programs are given
 *   UNDECIDED               the verdict of a hook without a program
 *   DISPATCHER_RETURN       the verdict of a member that has none
 *   BIT_OF_VERDICT(verdict) the bit of proceed_on that stands for a verdict, above 31 for none
 */
#define CHAIN                                                                                      \
	EACH_SLOT(SLOT)                                                                            \
                                                                                                   \
	static inline __attribute__((always_inline)) int run_members(struct CONTEXT *context)      \
	{                                                                                          \
		int verdict = UNDECIDED, answer;                                                   \
		EACH_SLOT(RUN)                                                                     \
		return verdict;                                                                    \
	}                                                                                          \
                                                                                                   \
	static inline __attribute__((always_inline)) int chain(struct CONTEXT *context)            \
	{                                                                                          \
		int verdict = run_members(context);                                                \
		return verdict == DISPATCHER_RETURN ? UNDECIDED : verdict;                         \
	}

#endif
