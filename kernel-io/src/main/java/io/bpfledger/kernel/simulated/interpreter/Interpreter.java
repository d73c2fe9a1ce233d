package io.bpfledger.kernel.simulated.interpreter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** One run of one program. */
public final class Interpreter {

  /** How many instructions one run may take, as the verifier of Linux would allow. */
  private static final int INSTRUCTION_BUDGET = 1_000_000;

  private static final int CALL_DEPTH = 8;
  private static final int TAIL_CALLS = 33;
  private static final int STACK_BYTES = 512;
  private static final int REGISTERS = 11;
  private static final int FRAME_POINTER = 10;
  private static final int FIRST_SAVED = 6;

  /** Addresses of functions, which are no memory, begin here. */
  private static final long FUNCTIONS = 1L << 62;

  /**
   * How a run ended.
   *
   * @param returnValue what the program returned, as the 32 bits that hooks look at
   * @param instructions how many were run
   */
  public record Outcome(int returnValue, int instructions) {}

  /** What a called function must give back. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Frame(Code code, int returnTo, long[] saved) {}

  private final Memory memory = new Memory();
  private final long[] registers = new long[REGISTERS];
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final long[] stacks = new long[CALL_DEPTH];
  private final ContextMemory context;
  private final long contextAddress;
  private final HelperFunctions helpers;
  private Code code;
  private int next;
  private int executed;
  private int tailCalls;

  private Interpreter(Code code, Context context, Surroundings surroundings) {
    this.code = code;
    this.context = new ContextMemory(context, memory);
    this.contextAddress = memory.add(this.context.region());
    this.helpers = new HelperFunctions(memory, this.context, surroundings);
  }

  /**
   * Runs a program to its end.
   *
   * @throws Trap when it does what it may not, or what is not simulated
   */
  public static Outcome run(Code code, Context context, Surroundings surroundings) {
    return new Interpreter(code, context, surroundings).run();
  }

  private Outcome run() {
    registers[1] = contextAddress;
    registers[FRAME_POINTER] = stack();
    boolean ended = false;
    while (!ended) {
      ended = advance();
    }
    return new Outcome((int) registers[0], executed);
  }

  /** Runs the next instruction; true when the program has ended. */
  private boolean advance() {
    int at = next;
    if (at < 0 || at >= code.bytecode().slots()) {
      throw new Trap(at, "the program has no such instruction");
    }
    executed++;
    if (executed > INSTRUCTION_BUDGET) {
      throw new Trap(at, "the program runs for more than " + INSTRUCTION_BUDGET + " instructions");
    }
    next = at + 1;
    return step(at);
  }

  /** The top of the stack of the function that is run now; each depth has one. */
  private long stack() {
    int depth = frames.size();
    if (stacks[depth] == 0) {
      stacks[depth] =
          STACK_BYTES + memory.add(new Region("the stack", new byte[STACK_BYTES], 0, STACK_BYTES));
    }
    return stacks[depth];
  }

  /** Runs one instruction; true when the program has ended. */
  private boolean step(int at) {
    Bytecode text = code.bytecode();
    int opcode = text.opcode(at);
    switch (opcode & 0x07) {
      case 0x00 -> loadWide(at);
      case 0x01 -> load(at, opcode);
      case 0x02 -> store(at, opcode, text.immediate(at));
      case 0x03 -> {
        if ((opcode & 0xe0) == 0xc0) {
          atomic(at, opcode);
        } else {
          store(at, opcode, registers[text.source(at)]);
        }
      }
      case 0x04, 0x07 -> arithmetic(at, opcode);
      default -> {
        return jump(at, opcode);
      }
    }
    return false;
  }

  private void loadWide(int at) {
    Bytecode text = code.bytecode();
    if (!text.isWide(at) || at + 1 >= text.slots()) {
      throw new Trap(at, "an old packet access (BPF_ABS, BPF_IND) is not simulated");
    }
    next = at + 2;
    long low = text.immediate(at) & 0xffff_ffffL;
    long high = text.immediate(at + 1);
    registers[text.destination(at)] =
        switch (text.source(at)) {
          case 0 -> low | high << 32;
          case Bytecode.PSEUDO_MAP -> helpers.mapAddress(code.map((int) low));
          case Bytecode.PSEUDO_FUNCTION -> FUNCTIONS | at + 1 + (int) low;
          case Bytecode.PSEUDO_MAP_VALUE -> valueAddress(at, code.map((int) low)) + high;
          default -> throw new Trap(at, "an address of this kind is not simulated");
        };
  }

  private long valueAddress(int at, ProgramMap map) {
    return map.cell(new byte[map.keySize()])
        .map(memory::addressOf)
        .orElseThrow(() -> new Trap(at, "the map has no value to point into"));
  }

  private static int size(int opcode) {
    return switch (opcode & 0x18) {
      case 0x00 -> Integer.BYTES;
      case 0x08 -> Short.BYTES;
      case 0x10 -> Byte.BYTES;
      default -> Long.BYTES;
    };
  }

  private void load(int at, int opcode) {
    Bytecode text = code.bytecode();
    int size = size(opcode);
    long address = registers[text.source(at)] + text.offset(at);
    Region region = memory.at(address, size, at);
    int index = (int) Memory.index(address);
    long value = region == context.region() ? context.load(index, size) : region.load(index, size);
    boolean signed = (opcode & 0xe0) == 0x80;
    int unused = Long.SIZE - size * Byte.SIZE;
    registers[text.destination(at)] = signed ? value << unused >> unused : value;
  }

  private void store(int at, int opcode, long value) {
    Bytecode text = code.bytecode();
    int size = size(opcode);
    long address = registers[text.destination(at)] + text.offset(at);
    memory.at(address, size, at).store((int) Memory.index(address), size, value);
  }

  private void atomic(int at, int opcode) {
    Bytecode text = code.bytecode();
    int size = size(opcode);
    long address = registers[text.destination(at)] + text.offset(at);
    Region region = memory.at(address, size, at);
    int index = (int) Memory.index(address);
    long old = region.load(index, size);
    int source = text.source(at);
    long operand = registers[source];
    int operation = text.immediate(at);
    boolean fetches = (operation & 1) != 0;
    switch (operation & ~1) {
      case 0x00 -> region.store(index, size, old + operand);
      case 0x40 -> region.store(index, size, old | operand);
      case 0x50 -> region.store(index, size, old & operand);
      case 0xa0 -> region.store(index, size, old ^ operand);
      case 0xe0 -> region.store(index, size, operand);
      case 0xf0 -> {
        long expected = size == Integer.BYTES ? registers[0] & 0xffff_ffffL : registers[0];
        if (old == expected) {
          region.store(index, size, operand);
        }
        registers[0] = old;
        return;
      }
      default -> throw new Trap(at, "an unknown atomic operation");
    }
    if (fetches) {
      registers[source] = old;
    }
  }

  private void arithmetic(int at, int opcode) {
    Bytecode text = code.bytecode();
    int destination = text.destination(at);
    int operation = opcode & 0xf0;
    boolean wide = (opcode & 0x07) == 0x07;
    long left = registers[destination];
    if (operation == 0xd0) {
      boolean swap = wide || (opcode & 0x08) != 0;
      int bits = text.immediate(at);
      registers[destination] =
          swap ? Arithmetic.swapped(left, bits, at) : Arithmetic.truncated(left, bits, at);
      return;
    }
    long right = (opcode & 0x08) != 0 ? registers[text.source(at)] : text.immediate(at);
    registers[destination] =
        wide
            ? Arithmetic.wide(operation, left, right, text.offset(at), at)
            : Arithmetic.narrow(operation, left, right, text.offset(at), at);
  }

  private boolean jump(int at, int opcode) {
    Bytecode text = code.bytecode();
    boolean wide = (opcode & 0x07) == 0x05;
    switch (opcode & 0xf0) {
      case 0x00 -> next = at + 1 + (wide ? text.offset(at) : text.immediate(at));
      case 0x80 -> call(at);
      case 0x90 -> {
        return leave();
      }
      default -> {
        long left = registers[text.destination(at)];
        long right = (opcode & 0x08) != 0 ? registers[text.source(at)] : text.immediate(at);
        if (!wide) {
          boolean signed =
              (opcode & 0xf0) >= 0x60 && (opcode & 0xf0) != 0xa0 && (opcode & 0xf0) != 0xb0;
          left = signed ? (int) left : left & 0xffff_ffffL;
          right = signed ? (int) right : right & 0xffff_ffffL;
        }
        if (Arithmetic.holds(opcode & 0xf0, left, right, at)) {
          next = at + 1 + text.offset(at);
        }
      }
    }
    return false;
  }

  private void call(int at) {
    Bytecode text = code.bytecode();
    int number = text.immediate(at);
    switch (text.source(at)) {
      case 0 -> {
        switch (number) {
          case HelperFunctions.TAIL_CALL -> tailCall(at);
          case HelperFunctions.LOOP -> registers[0] = loop(at);
          default -> registers[0] = helpers.call(number, registers, at);
        }
      }
      case Bytecode.PSEUDO_CALL -> enter(at, at + 1 + number);
      default -> throw new Trap(at, "calls of kernel functions are not simulated");
    }
  }

  /** Calls a function of the program again and again, until it says that it is enough. */
  private long loop(int at) {
    long rounds = registers[1] & 0xffff_ffffL;
    long callback = registers[2];
    long argument = registers[3];
    if ((callback & FUNCTIONS) != FUNCTIONS) {
      throw new Trap(at, "the argument is no function");
    }
    for (long round = 0; round < rounds; round++) {
      registers[1] = round;
      registers[2] = argument;
      enter(at, (int) (callback & ~FUNCTIONS));
      int depth = frames.size();
      while (frames.size() >= depth) {
        advance();
      }
      if (registers[0] != 0) {
        return round + 1;
      }
    }
    return rounds;
  }

  private void enter(int at, int function) {
    if (frames.size() + 1 >= CALL_DEPTH) {
      throw new Trap(at, "functions call each other more than " + CALL_DEPTH + " deep");
    }
    long[] saved = new long[REGISTERS - FIRST_SAVED];
    System.arraycopy(registers, FIRST_SAVED, saved, 0, saved.length);
    frames.push(new Frame(code, next, saved));
    registers[FRAME_POINTER] = stack();
    next = function;
  }

  private boolean leave() {
    Frame caller = frames.poll();
    if (caller == null) {
      return true;
    }
    code = caller.code();
    next = caller.returnTo();
    System.arraycopy(caller.saved(), 0, registers, FIRST_SAVED, caller.saved().length);
    return false;
  }

  /** Goes on in another program, which returns to whoever called this function. */
  private void tailCall(int at) {
    ProgramMap programs = helpers.mapAt(registers[2], at);
    Optional<Code> target =
        tailCalls < TAIL_CALLS ? programs.tailTarget((int) registers[3]) : Optional.empty();
    if (target.isEmpty()) {
      registers[0] = -22;
      return;
    }
    tailCalls++;
    code = target.get();
    next = 0;
  }
}
