/* Prints the nanoseconds of loading one program of an object, and closing it: load_peer FILE PROGRAM ROUNDS */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

int main(int count, char **arguments)
{
	int rounds = count > 3 ? atoi(arguments[3]) : 500;
	static char bytes[1 << 20];
	size_t size;
	FILE *file;

	libbpf_set_print(silent);
	if (count < 3 || !(file = fopen(arguments[1], "rb")))
		return 2;
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (int round = -rounds; round < rounds; round++) {
		double start = now();
		struct bpf_object *object = bpf_object__open_mem(bytes, size, NULL);
		struct bpf_program *program;

		if (!object)
			return 1;
		bpf_object__for_each_program(program, object)
			bpf_program__set_autoload(program, !strcmp(bpf_program__name(program), arguments[2]));
		if (bpf_object__load(object))
			return 1;
		bpf_object__close(object);
		if (round >= 0)
			printf("%.0f\n", now() - start);
	}
	return 0;
}
