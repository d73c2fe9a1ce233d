/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The same in the section that asks for a link, which libbpf knows since 1.2. */
#define STRUCT_OPS ".struct_ops.link"
#include "struct_ops.c"
