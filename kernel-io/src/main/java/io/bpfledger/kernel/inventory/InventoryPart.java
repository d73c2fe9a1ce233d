package io.bpfledger.kernel.inventory;

/** What an inventory consists of, and so what can be missing from one. */
public enum InventoryPart {
  HOST,
  PINS,
  NETWORK,
  LINKS,
  PROGRAMS,
  MAPS
}
