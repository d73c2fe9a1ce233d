package io.bpfledger.kernel.elf;

/**
 * Writes types as a C programmer names them, without qualifiers: {@code char[16]}. Names are for
 * people, so what no programmer writes is cut short.
 */
final class BtfNames {

  private static final int DIMENSIONS_MAX = 4;

  private BtfNames() {}

  static String of(Btf btf, int type) throws ElfRejected {
    StringBuilder after = new StringBuilder();
    int dimensions = 0;
    int pointed = 0;
    int named = type;
    while (true) {
      switch (btf.kind(named)) {
        case VOLATILE, CONST, RESTRICT, TYPE_TAG -> named = btf.referred(named);
        case ARRAY -> {
          if (pointed > 0) {
            // A pointer to an array; its stars would go between name and length.
            return "pointer to array";
          }
          dimensions++;
          if (dimensions <= DIMENSIONS_MAX) {
            after.append('[').append(btf.arrayLength(named)).append(']');
          } else if (dimensions == DIMENSIONS_MAX + 1) {
            after.append("...");
          }
          named = btf.arrayElement(named);
        }
        case POINTER -> {
          pointed++;
          if (pointed > ElfLimits.BTF_DEPTH) {
            throw btf.rejected(type, "pointers to pointers without an end");
          }
          named = btf.referred(named);
        }
        case PROTOTYPE -> {
          return "function pointer" + after;
        }
        default -> {
          String stars = pointed == 0 ? "" : " " + "*".repeat(pointed);
          return prefix(btf.kind(named)) + name(btf, named) + stars + after;
        }
      }
    }
  }

  private static String prefix(BtfKind kind) {
    return switch (kind) {
      case STRUCT, FORWARD -> "struct ";
      case UNION -> "union ";
      case ENUM, ENUM64 -> "enum ";
      default -> "";
    };
  }

  private static String name(Btf btf, int type) throws ElfRejected {
    String name = btf.name(type);
    return name.isEmpty() ? "{...}" : name;
  }
}
