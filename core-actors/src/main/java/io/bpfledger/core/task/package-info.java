/**
 * What machines have done to the kernel, as data: tasks, their answers, and observations of one
 * entity. Nothing here touches a kernel.
 */
@NullMarked
package io.bpfledger.core.task;

import org.jspecify.annotations.NullMarked;
