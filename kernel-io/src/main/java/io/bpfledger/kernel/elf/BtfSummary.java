package io.bpfledger.kernel.elf;

/**
 * How much BTF an object has.
 *
 * @param present whether there are types
 * @param extended whether there is what .BTF.ext adds to them
 * @param functions instructions that start a function of known type
 * @param lines instructions with a source line, which the verifier then shows
 * @param coreRelocations instructions that are adjusted to the types of the running kernel
 */
public record BtfSummary(
    boolean present, int types, boolean extended, int functions, int lines, int coreRelocations) {

  static final BtfSummary NONE = new BtfSummary(false, 0, false, 0, 0, 0);

  static BtfSummary of(Btf btf) {
    return new BtfSummary(true, btf.count(), false, 0, 0, 0);
  }

  BtfSummary with(BtfExtension extension) {
    return new BtfSummary(
        present,
        types,
        true,
        extension.functions(),
        extension.lines(),
        extension.coreRelocations());
  }
}
