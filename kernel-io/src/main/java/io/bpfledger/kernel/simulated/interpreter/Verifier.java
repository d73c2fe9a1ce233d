package io.bpfledger.kernel.simulated.interpreter;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.simulated.interpreter.Value.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A light verifier: it refuses what Linux surely refuses, and lets pass whatever it cannot judge.
 *
 * <p>It follows kinds of values through all ways at once, and does not know numbers. Where two ways
 * meet and disagree it gives up on the register rather than on the program.
 */
public final class Verifier {

  /**
   * Why a program is refused.
   *
   * @param log in the form of the kernel's
   * @param instruction where it stopped
   */
  public record Refused(Errno errno, String log, int instruction) {}

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refused refused;

    Stop(Refused refused) {
      super(refused.log(), null, false, false);
      this.refused = refused;
    }
  }

  private static final int STACK_BYTES = 512;
  private static final int FRAME_POINTER = 10;
  private static final int KNOWN_HELPERS = 212;
  private static final int MAP_LOOKUP = 1;

  /** Helpers whose answer may be used as an address; of all others it is a number. */
  private static final Set<Integer> ANSWERING_POINTERS =
      Set.of(
          81, 84, 85, 95, 96, 98, 99, 107, 131, 136, 137, 138, 139, 140, 145, 153, 154, 156, 158,
          162, 175, 178, 194, 195, 196, 203, 210);

  private static final int LOG_LINES = 1_000;

  private final Bytecode text;
  private final ContextShape context;
  private final TreeMap<Integer, Knowledge> known = new TreeMap<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private final StringBuilder log = new StringBuilder();
  private int logged;

  private Verifier(Bytecode text, ContextShape context) {
    this.text = text;
    this.context = context;
  }

  /** Why the program must not be loaded; empty if nothing speaks against it. */
  public static Optional<Refused> check(Bytecode text, ContextShape context) {
    try {
      new Verifier(text, context).check();
      return Optional.empty();
    } catch (Stop stop) {
      return Optional.of(stop.refused);
    }
  }

  private void check() {
    requireEnd();
    note(-1, "0: R1=ctx() R10=fp0");
    arrive(0, 0, Knowledge.atEntry(Value.of(Kind.CONTEXT)));
    while (!open.isEmpty()) {
      int at = open.removeFirst();
      Knowledge before = known.get(at);
      if (before != null) {
        visit(at, before.copy());
      }
    }
    requireAllReached();
  }

  private void requireEnd() {
    int last = text.slots() - 1;
    int opcode = text.opcode(last);
    boolean wideBefore = last > 0 && text.isWide(last - 1);
    if (wideBefore || (opcode != 0x95 && opcode != 0x05 && opcode != 0x06)) {
      throw stop(Errno.EINVAL, last, "last insn is not an exit or jmp");
    }
  }

  private void requireAllReached() {
    for (int at = 0; at < text.slots(); at++) {
      if (!known.containsKey(at)) {
        throw stop(Errno.EINVAL, at, "unreachable insn " + at);
      }
      if (text.isWide(at)) {
        at++;
      }
    }
  }

  private void arrive(int from, int at, Knowledge knowledge) {
    if (at < 0 || at >= text.slots()) {
      throw stop(Errno.EINVAL, from, "jump out of range from insn " + from + " to " + at);
    }
    Knowledge before = known.get(at);
    if (before == null) {
      known.put(at, knowledge.copy());
      open.addFirst(at);
    } else if (before.join(knowledge)) {
      open.addFirst(at);
    }
  }

  private void visit(int at, Knowledge now) {
    note(at, Disassembler.line(text, at));
    int opcode = text.opcode(at);
    switch (opcode & 0x07) {
      case 0x00 -> wide(at, now);
      case 0x01 -> load(at, now);
      case 0x02 -> access(at, now, text.destination(at), size(opcode), true);
      case 0x03 -> store(at, now);
      case 0x04, 0x07 -> arithmetic(at, now);
      default -> {
        jump(at, now);
        return;
      }
    }
    arrive(at, at + (text.isWide(at) ? 2 : 1), now);
  }

  private void wide(int at, Knowledge now) {
    if (!text.isWide(at)) {
      now.set(0, Value.SCALAR);
      return;
    }
    if (at + 1 >= text.slots()) {
      throw stop(Errno.EINVAL, at, "invalid bpf_ld_imm64 insn");
    }
    if (text.source(at) == Bytecode.PSEUDO_FUNCTION) {
      arrive(at, at + 1 + text.immediate(at), Knowledge.ofAnything());
    }
    now.set(
        text.destination(at),
        switch (text.source(at)) {
          case 0 -> Value.SCALAR;
          case Bytecode.PSEUDO_MAP -> Value.of(Kind.MAP);
          case Bytecode.PSEUDO_MAP_VALUE -> Value.of(Kind.MAP_VALUE);
          default -> Value.ANYTHING;
        });
  }

  private void load(int at, Knowledge now) {
    int size = size(text.opcode(at));
    Value from = access(at, now, text.source(at), size, false);
    int field = from.offset() + text.offset(at);
    Value loaded =
        switch (from.kind()) {
          case CONTEXT -> context.field(field, size);
          case STACK, ANYTHING -> Value.ANYTHING;
          default -> Value.SCALAR;
        };
    now.set(text.destination(at), loaded);
  }

  private void store(int at, Knowledge now) {
    int opcode = text.opcode(at);
    Value stored = read(at, now, text.source(at));
    Value place = access(at, now, text.destination(at), size(opcode), true);
    if (stored.isPointer() && place.kind() == Kind.STACK && size(opcode) != Long.BYTES) {
      throw stop(Errno.EACCES, at, "invalid size of register spill");
    }
    boolean atomic = (opcode & 0xe0) == 0xc0;
    if (atomic && (text.immediate(at) & 1) != 0) {
      boolean compares = text.immediate(at) == 0xf1;
      now.set(compares ? 0 : text.source(at), Value.SCALAR);
    }
  }

  /** An access through a pointer; answers what the pointer is. */
  private Value access(int at, Knowledge now, int register, int size, boolean writes) {
    Value pointer = read(at, now, register);
    int offset = pointer.offset() + text.offset(at);
    switch (pointer.kind()) {
      case SCALAR, MAP_VALUE_OR_NULL, PACKET_END ->
          throw stop(
              Errno.EACCES,
              at,
              "R" + register + " invalid mem access '" + pointer.kind().word() + "'");
      case CONTEXT -> {
        if (!context.contains(offset, size)) {
          throw stop(
              Errno.EACCES, at, "invalid bpf_context access off=" + offset + " size=" + size);
        }
      }
      case STACK -> {
        if (offset < -STACK_BYTES || offset + size > 0) {
          throw stop(
              Errno.EACCES,
              at,
              "invalid %s stack R%d off=%d size=%d"
                  .formatted(writes ? "write to" : "read from", register, offset, size));
        }
      }
      case PACKET -> {
        if (!now.packetWasChecked()) {
          throw stop(
              Errno.EACCES,
              at,
              "invalid access to packet, off=%d size=%d, R%d(id=0,off=%d,r=0)\nR%d offset is outside of the packet"
                  .formatted(offset, size, register, offset, register));
        }
      }
      case MAP, MAP_VALUE, ANYTHING, UNWRITTEN -> {}
    }
    return pointer;
  }

  private Value read(int at, Knowledge now, int register) {
    if (register >= Knowledge.REGISTERS) {
      throw stop(Errno.EINVAL, at, "R" + register + " is invalid");
    }
    Value value = now.get(register);
    if (value.kind() == Kind.UNWRITTEN) {
      throw stop(Errno.EACCES, at, "R" + register + " !read_ok");
    }
    return value;
  }

  private void arithmetic(int at, Knowledge now) {
    int opcode = text.opcode(at);
    int destination = text.destination(at);
    int operation = opcode & 0xf0;
    boolean bySource = (opcode & 0x08) != 0 && operation != 0xd0;
    if (destination == FRAME_POINTER) {
      throw stop(Errno.EACCES, at, "frame pointer is read only");
    }
    Value right = bySource ? read(at, now, text.source(at)) : Value.SCALAR;
    boolean wide = (opcode & 0x07) == 0x07;
    if (operation == 0xb0) {
      boolean whole = wide && text.offset(at) == 0;
      now.set(destination, whole || !right.isPointer() ? right : Value.SCALAR);
      return;
    }
    Value left = read(at, now, destination);
    now.set(destination, sum(at, operation, left, right, bySource));
  }

  private Value sum(int at, int operation, Value left, Value right, boolean bySource) {
    boolean adds = operation == 0x00;
    boolean subtracts = operation == 0x10;
    if (adds && left.kind() == Kind.PACKET && !right.isPointer()) {
      return bySource ? left : left.moved(text.immediate(at));
    }
    if (adds && right.kind() == Kind.PACKET && !left.isPointer()) {
      return right;
    }
    if (left.kind() == Kind.ANYTHING || right.kind() == Kind.ANYTHING) {
      return Value.ANYTHING;
    }
    if (left.isPointer() && right.isPointer()) {
      return Value.SCALAR;
    }
    if (left.isPointer() && (adds || subtracts)) {
      if (bySource) {
        return Value.ANYTHING; // by how much is not known here
      }
      int by = text.immediate(at);
      return left.moved(adds ? by : -by);
    }
    return left.isPointer() || right.isPointer() ? Value.ANYTHING : Value.SCALAR;
  }

  private void jump(int at, Knowledge now) {
    int opcode = text.opcode(at);
    switch (opcode & 0xf0) {
      case 0x00 -> {
        boolean wide = (opcode & 0x07) == 0x05;
        arrive(at, at + 1 + (wide ? text.offset(at) : text.immediate(at)), now);
      }
      case 0x80 -> call(at, now);
      case 0x90 -> {
        if (context.answers()) {
          read(at, now, 0);
        }
      }
      case 0xe0, 0xf0 -> throw stop(Errno.EINVAL, at, "unknown opcode %02x".formatted(opcode));
      default -> branch(at, now);
    }
  }

  private void branch(int at, Knowledge now) {
    int opcode = text.opcode(at);
    Value left = read(at, now, text.destination(at));
    boolean bySource = (opcode & 0x08) != 0;
    if (bySource) {
      Value right = read(at, now, text.source(at));
      if (isPacket(left) || isPacket(right)) {
        now.notePacketCheck();
      }
    }
    Knowledge taken = now.copy();
    boolean nullCheck =
        !bySource && text.immediate(at) == 0 && left.kind() == Kind.MAP_VALUE_OR_NULL;
    if (nullCheck && (opcode & 0xf0) == 0x10) {
      settle(taken, left, Value.SCALAR);
      settle(now, left, Value.of(Kind.MAP_VALUE));
    } else if (nullCheck && (opcode & 0xf0) == 0x50) {
      settle(taken, left, Value.of(Kind.MAP_VALUE));
      settle(now, left, Value.SCALAR);
    }
    arrive(at, at + 1 + text.offset(at), taken);
    arrive(at, at + 1, now);
  }

  private static boolean isPacket(Value value) {
    return value.kind() == Kind.PACKET
        || value.kind() == Kind.PACKET_END
        || value.kind() == Kind.ANYTHING;
  }

  private static void settle(Knowledge knowledge, Value pointer, Value as) {
    knowledge.forEach(Kind.MAP_VALUE_OR_NULL, pointer.origin(), value -> as.moved(value.offset()));
  }

  private void call(int at, Knowledge now) {
    int number = text.immediate(at);
    boolean function = text.source(at) == Bytecode.PSEUDO_CALL;
    if (function) {
      arrive(at, at + 1 + number, now.atCall());
    } else if (text.source(at) == 0 && (number < 1 || number >= KNOWN_HELPERS)) {
      throw stop(Errno.EINVAL, at, "invalid func unknown#" + number);
    }
    for (int argument = 1; argument <= 5; argument++) {
      now.set(argument, Value.UNWRITTEN);
    }
    now.set(0, text.source(at) == 0 ? answer(number, at) : Value.ANYTHING);
    arrive(at, at + 1, now);
  }

  private static Value answer(int helper, int at) {
    if (helper == MAP_LOOKUP) {
      return new Value(Kind.MAP_VALUE_OR_NULL, at + 1, 0);
    }
    return ANSWERING_POINTERS.contains(helper) ? Value.ANYTHING : Value.SCALAR;
  }

  private static int size(int opcode) {
    return switch (opcode & 0x18) {
      case 0x00 -> Integer.BYTES;
      case 0x08 -> Short.BYTES;
      case 0x10 -> Byte.BYTES;
      default -> Long.BYTES;
    };
  }

  private void note(int at, String line) {
    if (logged < LOG_LINES && at <= text.slots()) {
      log.append(line).append('\n');
      logged++;
    }
  }

  private Stop stop(Errno errno, int at, String reason) {
    log.append(reason).append('\n');
    log.append("processed ")
        .append(known.size())
        .append(" insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0")
        .append(" mark_read 0\n");
    return new Stop(new Refused(errno, log.toString(), at));
  }
}
