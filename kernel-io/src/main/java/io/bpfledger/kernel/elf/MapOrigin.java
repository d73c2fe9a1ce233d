package io.bpfledger.kernel.elf;

/** How an object declares a map. */
public enum MapOrigin {
  /** A structure in {@code .maps}, whose BTF type says all. */
  BTF,
  /** A structure of plain numbers in {@code maps}, as before BTF and by some compilers still. */
  LEGACY,
  /** A table of programs that implements an interface of the kernel, in {@code .struct_ops}. */
  STRUCT_OPS
}
