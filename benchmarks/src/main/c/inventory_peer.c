/*
 * Prints the nanoseconds of one enumeration of all programs, maps or links: next id, descriptor by id,
 * info with map ids, close. inventory_peer prog|map|link|all ROUNDS
 */
#define _GNU_SOURCE
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static int bpf(int command, union bpf_attr *attribute)
{
	return syscall(SYS_bpf, command, attribute, sizeof(*attribute));
}

static void describe(int get_descriptor, __u32 id)
{
	static __u32 maps[64];
	union bpf_attr attribute = { .prog_id = id };
	union {
		struct bpf_prog_info program;
		struct bpf_map_info map;
		struct bpf_link_info link;
	} info;
	int descriptor = bpf(get_descriptor, &attribute);

	if (descriptor < 0)
		return;
	memset(&info, 0, sizeof(info));
	memset(&attribute, 0, sizeof(attribute));
	attribute.info.bpf_fd = descriptor;
	attribute.info.info = (__u64)&info;
	if (get_descriptor == BPF_PROG_GET_FD_BY_ID) {
		info.program.nr_map_ids = 64;
		info.program.map_ids = (__u64)maps;
		attribute.info.info_len = sizeof(info.program);
	} else if (get_descriptor == BPF_MAP_GET_FD_BY_ID) {
		attribute.info.info_len = sizeof(info.map);
	} else {
		attribute.info.info_len = sizeof(info.link);
	}
	bpf(BPF_OBJ_GET_INFO_BY_FD, &attribute);
	close(descriptor);
}

static void enumerate(int next, int get_descriptor)
{
	union bpf_attr attribute;
	__u32 id = 0;

	for (;;) {
		memset(&attribute, 0, sizeof(attribute));
		attribute.start_id = id;
		if (bpf(next, &attribute))
			return;
		id = attribute.next_id;
		describe(get_descriptor, id);
	}
}

int main(int count, char **arguments)
{
	const char *kind = count > 1 ? arguments[1] : "all";
	int rounds = count > 2 ? atoi(arguments[2]) : 20;
	int all = !strcmp(kind, "all");

	for (int round = -2; round < rounds; round++) {
		double start = now();

		if (all || !strcmp(kind, "prog"))
			enumerate(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID);
		if (all || !strcmp(kind, "map"))
			enumerate(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID);
		if (all || !strcmp(kind, "link"))
			enumerate(BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID);
		if (round >= 0)
			printf("%.0f\n", now() - start);
	}
	return 0;
}
