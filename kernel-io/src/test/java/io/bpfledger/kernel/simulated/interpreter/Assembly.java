package io.bpfledger.kernel.simulated.interpreter;

import static io.bpfledger.kernel.simulated.interpreter.Bytecode.instruction;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Instructions by what they do, for programs written out in tests. */
public final class Assembly {

  private Assembly() {}

  public static long move(int register, int number) {
    return instruction(0xb7, register, 0, 0, number);
  }

  public static long copy(int to, int from) {
    return instruction(0xbf, to, from, 0, 0);
  }

  public static long add(int register, int number) {
    return instruction(0x07, register, 0, 0, number);
  }

  public static long load(int opcode, int to, int address, int offset) {
    return instruction(opcode, to, address, offset, 0);
  }

  public static long store(int opcode, int address, int offset, int from) {
    return instruction(opcode, address, from, offset, 0);
  }

  public static long ifEqual(int register, int number, int skip) {
    return instruction(0x15, register, 0, skip, number);
  }

  public static long jump(int skip) {
    return instruction(0x05, 0, 0, skip, 0);
  }

  public static long helper(int number) {
    return instruction(0x85, 0, 0, 0, number);
  }

  public static long function(int distance) {
    return instruction(0x85, 0, 1, 0, distance);
  }

  public static long exit() {
    return instruction(0x95, 0, 0, 0, 0);
  }

  /** The two slots that load the address of a map. */
  public static long[] mapAddress(int register, int reference) {
    return new long[] {instruction(0x18, register, 1, 0, reference), 0};
  }

  /** One program of single instructions and pairs of them. */
  public static long[] program(Object... parts) {
    return Arrays.stream(parts)
        .flatMapToLong(
            part -> part instanceof long[] pair ? Arrays.stream(pair) : LongStream.of((Long) part))
        .toArray();
  }
}
