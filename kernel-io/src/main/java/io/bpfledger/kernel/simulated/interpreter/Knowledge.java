package io.bpfledger.kernel.simulated.interpreter;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** What the verifier knows before an instruction, whichever way led to it. */
final class Knowledge {

  static final int REGISTERS = 11;

  private final Value[] registers;
  private boolean packetWasChecked;

  private Knowledge(Value[] registers, boolean packetWasChecked) {
    this.registers = registers;
    this.packetWasChecked = packetWasChecked;
  }

  /** At the beginning of a function. */
  static Knowledge atEntry(Value first) {
    Value[] registers = new Value[REGISTERS];
    Arrays.fill(registers, Value.UNWRITTEN);
    registers[1] = first;
    registers[10] = Value.of(Value.Kind.STACK);
    return new Knowledge(registers, false);
  }

  /** In a function that the kernel calls back. */
  static Knowledge ofAnything() {
    Knowledge knowledge = atEntry(Value.ANYTHING);
    Arrays.fill(knowledge.registers, 1, 6, Value.ANYTHING);
    return knowledge;
  }

  /** What a called function knows of its arguments. */
  Knowledge atCall() {
    Value[] arguments = new Value[REGISTERS];
    Arrays.fill(arguments, Value.UNWRITTEN);
    System.arraycopy(registers, 1, arguments, 1, 5);
    arguments[10] = Value.of(Value.Kind.STACK);
    return new Knowledge(arguments, packetWasChecked);
  }

  Knowledge copy() {
    return new Knowledge(registers.clone(), packetWasChecked);
  }

  Value get(int register) {
    return registers[register];
  }

  void set(int register, Value value) {
    registers[register] = value;
  }

  void forEach(Value.Kind kind, int origin, UnaryOperator<Value> change) {
    for (int register = 0; register < REGISTERS; register++) {
      Value value = registers[register];
      if (value.kind() == kind && value.origin() == origin) {
        registers[register] = change.apply(value);
      }
    }
  }

  boolean packetWasChecked() {
    return packetWasChecked;
  }

  void notePacketCheck() {
    packetWasChecked = true;
  }

  /** Adds what is known on another way here; true if that is news. */
  boolean join(Knowledge other) {
    boolean news = other.packetWasChecked && !packetWasChecked;
    packetWasChecked |= other.packetWasChecked;
    for (int register = 0; register < REGISTERS; register++) {
      Value joined = registers[register].or(other.registers[register]);
      if (!joined.equals(registers[register])) {
        registers[register] = joined;
        news = true;
      }
    }
    return news;
  }
}
