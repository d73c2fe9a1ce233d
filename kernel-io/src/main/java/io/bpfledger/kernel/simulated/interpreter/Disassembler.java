package io.bpfledger.kernel.simulated.interpreter;

/** Instructions in the words of the Linux verifier. */
final class Disassembler {

  private static final String[] ARITHMETIC = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>="
  };
  private static final String[] CONDITIONS = {
    "", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<="
  };

  private Disassembler() {}

  /** One line, such as {@code 3: (71) r2 = *(u8 *)(r1 +13)}. */
  static String line(Bytecode text, int at) {
    return "%d: (%02x) %s".formatted(at, text.opcode(at), words(text, at));
  }

  private static String words(Bytecode text, int at) {
    int opcode = text.opcode(at);
    return switch (opcode & 0x07) {
      case 0x00 -> wide(text, at);
      case 0x01 ->
          "r%d = *(%s *)(r%d %+d)"
              .formatted(text.destination(at), unit(opcode), text.source(at), text.offset(at));
      case 0x02 ->
          "*(%s *)(r%d %+d) = %d"
              .formatted(unit(opcode), text.destination(at), text.offset(at), text.immediate(at));
      case 0x03 -> register(text, at);
      case 0x04, 0x07 -> arithmetic(text, at);
      default -> jump(text, at);
    };
  }

  private static String unit(int opcode) {
    return switch (opcode & 0x18) {
      case 0x00 -> "u32";
      case 0x08 -> "u16";
      case 0x10 -> "u8";
      default -> "u64";
    };
  }

  private static String wide(Bytecode text, int at) {
    if (!text.isWide(at)) {
      return "r0 = *(%s *)skb[%d]".formatted(unit(text.opcode(at)), text.immediate(at));
    }
    long high = at + 1 < text.slots() ? text.immediate(at + 1) : 0;
    long value = (text.immediate(at) & 0xffff_ffffL) | high << 32;
    return "r%d = 0x%x".formatted(text.destination(at), value);
  }

  private static String register(Bytecode text, int at) {
    int opcode = text.opcode(at);
    if ((opcode & 0xe0) == 0xc0) {
      return "lock *(%s *)(r%d %+d) op 0x%x r%d"
          .formatted(
              unit(opcode),
              text.destination(at),
              text.offset(at),
              text.immediate(at),
              text.source(at));
    }
    return "*(%s *)(r%d %+d) = r%d"
        .formatted(unit(opcode), text.destination(at), text.offset(at), text.source(at));
  }

  private static String arithmetic(Bytecode text, int at) {
    int opcode = text.opcode(at);
    String letter = (opcode & 0x07) == 0x04 ? "w" : "r";
    int operation = (opcode & 0xf0) >> 4;
    String target = letter + text.destination(at);
    if (operation == 0x8) {
      return target + " = -" + target;
    }
    if (operation >= ARITHMETIC.length) {
      return "%s = swap%d r%d".formatted(target, text.immediate(at), text.destination(at));
    }
    return target + " " + ARITHMETIC[operation] + " " + operand(text, at, letter);
  }

  private static String operand(Bytecode text, int at, String letter) {
    return (text.opcode(at) & 0x08) != 0
        ? letter + text.source(at)
        : Integer.toString(text.immediate(at));
  }

  private static String jump(Bytecode text, int at) {
    int opcode = text.opcode(at);
    String letter = (opcode & 0x07) == 0x06 ? "w" : "r";
    int condition = (opcode & 0xf0) >> 4;
    return switch (condition) {
      case 0x0 -> "goto pc%+d".formatted(text.offset(at));
      case 0x8 ->
          text.source(at) == Bytecode.PSEUDO_CALL
              ? "call pc%+d".formatted(text.immediate(at))
              : "call unknown#%d".formatted(text.immediate(at));
      case 0x9 -> "exit";
      default ->
          "if %s%d %s %s goto pc%+d"
              .formatted(
                  letter,
                  text.destination(at),
                  condition < CONDITIONS.length ? CONDITIONS[condition] : "?",
                  operand(text, at, letter),
                  text.offset(at));
    };
  }
}
