package io.bpfledger.journal.value;

/**
 * What an interface is while it lives. One of the same name tomorrow has another index, or another
 * namespace around it.
 *
 * @param index the kernel's number of the interface in its namespace
 * @param namespaceDevice the device number of the namespace's file
 * @param namespaceInode the inode of the namespace's file
 */
public record DeviceIdentity(int index, long namespaceDevice, long namespaceInode) {

  public DeviceIdentity {
    Limits.positive("interface index", index);
  }
}
