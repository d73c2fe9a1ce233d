/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Iterators: each writes one record for every object the kernel shows it. The structs name the fields that
 * are read; libbpf finds out where they are in the running kernel. The last one walks a map of four bytes
 * to four bytes. */
#include "test.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct task_struct {
	int pid;
	int tgid;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_map {
	__u32 id;
	__u32 max_entries;
};

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	void *key, *value;
};

#pragma clang attribute pop

struct task_record {
	__u32 process, thread;
};

struct map_record {
	__u32 id, max_entries;
};

struct element_record {
	__u32 key, value;
};

SEC("iter/task")
int each_task(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;
	struct task_record record;

	if (!task)
		return 0;
	record.process = task->tgid;
	record.thread = task->pid;
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}

SEC("iter/bpf_map")
int each_map(struct bpf_iter__bpf_map *context)
{
	struct bpf_map *map = context->map;
	struct map_record record;

	if (!map)
		return 0;
	record.id = map->id;
	record.max_entries = map->max_entries;
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}

SEC("iter/bpf_map_elem")
int each_element(struct bpf_iter__bpf_map_elem *context)
{
	__u32 *key = context->key, *value = context->value;
	struct element_record record;

	if (!key || !value)
		return 0;
	record.key = *key;
	record.value = *value;
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}
