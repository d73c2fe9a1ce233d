package io.bpfledger.journal.projection;

import io.bpfledger.journal.value.BootId;

/** What one kernel calls a program or a link. */
public record KernelName(BootId boot, int id) implements Comparable<KernelName> {

  @Override
  public int compareTo(KernelName other) {
    int byBoot = boot.compareTo(other.boot);
    return byBoot != 0 ? byBoot : Integer.compareUnsigned(id, other.id);
  }
}
