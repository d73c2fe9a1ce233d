package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Layout;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.kernel.Kernel;

/** Where the work is done, and by whom. */
record Workplace(Kernel kernel, Layout layout, BootId boot, Instance instance) {}
