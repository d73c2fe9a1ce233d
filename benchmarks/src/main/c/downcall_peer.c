/* Prints the nanoseconds of one call, a line for each batch of 1,000: downcall_peer gettid|next-id BATCHES */
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

static void call(int next_id)
{
	union bpf_attr attribute;

	if (!next_id) {
		syscall(SYS_gettid);
		return;
	}
	memset(&attribute, 0, sizeof(attribute));
	attribute.start_id = 0x7fffffff;
	syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attribute, sizeof(attribute));
}

int main(int count, char **arguments)
{
	int next_id = count > 1 && !strcmp(arguments[1], "next-id");
	int batches = count > 2 ? atoi(arguments[2]) : 1000;

	for (int batch = -batches; batch < batches; batch++) {
		double start = now();

		for (int i = 0; i < 1000; i++)
			call(next_id);
		if (batch >= 0)
			printf("%.3f\n", (now() - start) / 1000);
	}
	return 0;
}
