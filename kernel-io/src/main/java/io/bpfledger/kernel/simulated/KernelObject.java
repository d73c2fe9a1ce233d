package io.bpfledger.kernel.simulated;

/** Anything in the kernel that lives by references: it vanishes when the last one is given back. */
abstract sealed class KernelObject permits ProgramObject, MapObject, LinkObject, BtfObject {

  private final int id;
  private int references;

  KernelObject(int id) {
    this.id = id;
  }

  final int id() {
    return id;
  }

  final int references() {
    return references;
  }

  final boolean alive() {
    return references > 0;
  }

  /** One more reference from inside the kernel: a link to its program, a program to its map. */
  final void retain() {
    references++;
  }

  final void release() {
    if (references == 0) {
      throw new IllegalStateException(describe() + " was released too often");
    }
    references--;
    if (references == 0) {
      vanish();
    }
  }

  /** One more reference from user space: a handle or a pin. */
  void retainForUser() {
    retain();
  }

  void releaseForUser() {
    release();
  }

  /** Gives back what this object itself refers to. */
  abstract void vanish();

  /** The object as a person names it. */
  abstract String describe();
}
