package io.bpfledger.kernel.elf;

import java.util.Arrays;

/**
 * Walks all types once, before anybody follows them: their references are in bounds, and none is
 * deeper than {@link ElfLimits#BTF_DEPTH}, so none contains itself. libbpf 1.1, which reads the
 * same types later, ends in a segmentation fault without the one and never without the other.
 */
final class BtfCheck {

  private static final byte UNKNOWN = -1;

  private final Btf btf;
  private final byte[] depths;

  BtfCheck(Btf btf) {
    this.btf = btf;
    this.depths = new byte[btf.count() + 1];
    Arrays.fill(depths, UNKNOWN);
  }

  void check() throws ElfRejected {
    for (int type = 1; type <= btf.count(); type++) {
      checkReferences(type);
    }
    for (int type = 1; type <= btf.count(); type++) {
      depth(type, 0);
    }
  }

  private void checkReferences(int type) throws ElfRejected {
    btf.checkString(btf.start(type));
    BtfKind kind = btf.kind(type);
    if (kind.refers()) {
      int referred = btf.referred(type);
      if (kind == BtfKind.FUNCTION && btf.kind(referred) != BtfKind.PROTOTYPE) {
        throw btf.rejected(type, "a function without a prototype");
      }
    }
    if (kind == BtfKind.ARRAY) {
      btf.arrayElement(type);
      btf.arrayIndex(type);
    }
    if (kind.entryBytes() == 0) {
      return;
    }
    int entries = btf.entries(type);
    for (int i = 0; i < entries; i++) {
      long at = btf.entry(type, i);
      switch (kind) {
        case STRUCT, UNION, PROTOTYPE -> {
          btf.checkString(at);
          btf.checkedType(at + 4);
        }
        case DATA_SECTION -> btf.checkedType(at);
        default -> btf.checkString(at);
      }
    }
  }

  /** How many types a type contains below each other. Each type is walked into once. */
  private int depth(int type, int above) throws ElfRejected {
    if (depths[type] != UNKNOWN) {
      return depths[type];
    }
    if (above > ElfLimits.BTF_DEPTH) {
      throw btf.rejected(type, "types contain each other too deep, or a type contains itself");
    }
    BtfKind kind = btf.kind(type);
    int below = -1;
    if (kind.alias()) {
      below = depth(btf.referred(type), above + 1);
    } else if (kind == BtfKind.ARRAY) {
      below = depth(btf.arrayElement(type), above + 1);
    } else if (kind == BtfKind.STRUCT || kind == BtfKind.UNION) {
      int members = btf.entries(type);
      for (int i = 0; i < members; i++) {
        below = Math.max(below, depth(btf.memberType(type, i), above + 1));
      }
    }
    if (below >= ElfLimits.BTF_DEPTH) {
      throw btf.rejected(type, "types contain each other too deep");
    }
    depths[type] = (byte) (below + 1);
    return below + 1;
  }
}
