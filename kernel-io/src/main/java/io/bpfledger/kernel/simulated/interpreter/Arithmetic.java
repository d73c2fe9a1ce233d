package io.bpfledger.kernel.simulated.interpreter;

/** The arithmetic and the conditions of BPF, of 64 and of 32 bits. */
final class Arithmetic {

  private Arithmetic() {}

  /**
   * @param operation the upper four bits of the opcode
   * @param variant the offset field, which tells signed division and moves apart
   */
  static long wide(int operation, long left, long right, int variant, int instruction) {
    return switch (operation) {
      case 0x00 -> left + right;
      case 0x10 -> left - right;
      case 0x20 -> left * right;
      case 0x30 -> {
        if (variant == 1) {
          yield right == 0 ? 0 : left / right;
        }
        yield right == 0 ? 0 : Long.divideUnsigned(left, right);
      }
      case 0x40 -> left | right;
      case 0x50 -> left & right;
      case 0x60 -> left << right;
      case 0x70 -> left >>> right;
      case 0x80 -> -left;
      case 0x90 -> {
        if (variant == 1) {
          yield right == 0 ? left : left % right;
        }
        yield right == 0 ? left : Long.remainderUnsigned(left, right);
      }
      case 0xa0 -> left ^ right;
      case 0xb0 -> extended(right, variant, instruction);
      case 0xc0 -> left >> right;
      default -> throw new Trap(instruction, "an unknown arithmetic operation");
    };
  }

  static long narrow(int operation, long left, long right, int variant, int instruction) {
    int a = (int) left;
    int b = (int) right;
    int result =
        switch (operation) {
          case 0x30 -> {
            if (variant == 1) {
              yield b == 0 ? 0 : a / b;
            }
            yield b == 0 ? 0 : Integer.divideUnsigned(a, b);
          }
          case 0x60 -> a << b;
          case 0x70 -> a >>> b;
          case 0x90 -> {
            if (variant == 1) {
              yield b == 0 ? a : a % b;
            }
            yield b == 0 ? a : Integer.remainderUnsigned(a, b);
          }
          case 0xc0 -> a >> b;
          default -> (int) wide(operation, left, right, variant, instruction);
        };
    return result & 0xffff_ffffL;
  }

  private static long extended(long value, int bits, int instruction) {
    return switch (bits) {
      case 0 -> value;
      case 8 -> (byte) value;
      case 16 -> (short) value;
      case 32 -> (int) value;
      default -> throw new Trap(instruction, "an unknown move");
    };
  }

  static long swapped(long value, int bits, int instruction) {
    return switch (bits) {
      case 16 -> Short.reverseBytes((short) value) & 0xffffL;
      case 32 -> Integer.reverseBytes((int) value) & 0xffff_ffffL;
      case 64 -> Long.reverseBytes(value);
      default -> throw new Trap(instruction, "a swap of " + bits + " bits");
    };
  }

  static long truncated(long value, int bits, int instruction) {
    return switch (bits) {
      case 16 -> value & 0xffffL;
      case 32 -> value & 0xffff_ffffL;
      case 64 -> value;
      default -> throw new Trap(instruction, "a byte order of " + bits + " bits");
    };
  }

  /**
   * @param condition the upper four bits of the opcode
   */
  static boolean holds(int condition, long left, long right, int instruction) {
    return switch (condition) {
      case 0x10 -> left == right;
      case 0x20 -> Long.compareUnsigned(left, right) > 0;
      case 0x30 -> Long.compareUnsigned(left, right) >= 0;
      case 0x40 -> (left & right) != 0;
      case 0x50 -> left != right;
      case 0x60 -> left > right;
      case 0x70 -> left >= right;
      case 0xa0 -> Long.compareUnsigned(left, right) < 0;
      case 0xb0 -> Long.compareUnsigned(left, right) <= 0;
      case 0xc0 -> left < right;
      case 0xd0 -> left <= right;
      default -> throw new Trap(instruction, "an unknown condition");
    };
  }
}
