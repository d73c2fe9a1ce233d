package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program written as instructions: small enough that no kernel can refuse it but for what it is.
 *
 * @param name at most 15 characters
 * @param expectedAttachType the kernel's number, 0 for most types
 * @param flags the BPF_F_* bits of a load
 * @param attachBtfId the function or type of the kernel that a tracing program is for, 0 for none
 * @param attachProgram the descriptor of the program that an extension is for, 0 for none
 * @param functions the types of its functions, where the verifier asks for them
 */
public record ProbeProgram(
    String name,
    ProgramType type,
    int expectedAttachType,
    int flags,
    int attachBtfId,
    int attachProgram,
    Optional<ProbeFunctions> functions,
    List<Long> instructions) {

  private static final int ATTRIBUTE_BYTES = 120;
  private static final int NAME_LIMIT = 15;
  private static final int LOG_BYTES = 4096;
  private static final int FLAGS = 44;
  private static final int NAME = 48;
  private static final int EXPECTED_ATTACH_TYPE = 68;
  private static final int ATTACH_BTF_ID = 108;
  private static final int ATTACH_PROGRAM = 112;

  public ProbeProgram {
    instructions = List.copyOf(instructions);
    if (name.length() > NAME_LIMIT) {
      throw new IllegalArgumentException("too long for a program's name: " + name);
    }
  }

  /** A program that returns 0. */
  public static ProbeProgram returningZero(String name, ProgramType type) {
    return of(name, type, Instruction.set(0, 0), Instruction.EXIT);
  }

  public static ProbeProgram of(String name, ProgramType type, Long... instructions) {
    return new ProbeProgram(name, type, 0, 0, 0, 0, Optional.empty(), Arrays.asList(instructions));
  }

  public ProbeProgram expecting(AttachType attachType) {
    return new ProbeProgram(
        name,
        type,
        attachType.number(),
        flags,
        attachBtfId,
        attachProgram,
        functions,
        instructions);
  }

  public ProbeProgram withFlags(int newFlags) {
    return new ProbeProgram(
        name,
        type,
        expectedAttachType,
        newFlags,
        attachBtfId,
        attachProgram,
        functions,
        instructions);
  }

  /** For a function or type of the kernel when {@code descriptor} is 0, else of that program. */
  public ProbeProgram attachedTo(int btfId, int descriptor) {
    return new ProbeProgram(
        name, type, expectedAttachType, flags, btfId, descriptor, functions, instructions);
  }

  public ProbeProgram withFunctions(ProbeFunctions types) {
    return new ProbeProgram(
        name,
        type,
        expectedAttachType,
        flags,
        attachBtfId,
        attachProgram,
        Optional.of(types),
        instructions);
  }

  /** What a load answered, and what the verifier had to say if it came to that. */
  public record Loaded(long answer, String log) {}

  /** Answers a descriptor, or the negative errno. */
  public long load() {
    return loadWithLog().answer();
  }

  public Loaded loadWithLog() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment words = arena.allocate(instructions.size() * (long) Long.BYTES, 8);
      for (int index = 0; index < instructions.size(); index++) {
        words.setAtIndex(ValueLayout.JAVA_LONG, index, instructions.get(index));
      }
      MemorySegment log = Memory.zeroed(arena, LOG_BYTES);
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, type.number());
      Memory.setInt(attribute, 4, instructions.size());
      Memory.setLong(attribute, 8, words.address());
      Memory.setLong(attribute, 16, Memory.string(arena, "GPL").address());
      Memory.setInt(attribute, 24, 1);
      Memory.setInt(attribute, 28, LOG_BYTES);
      Memory.setLong(attribute, 32, log.address());
      Memory.setInt(attribute, FLAGS, flags);
      MemorySegment.copy(Memory.string(arena, name), 0, attribute, NAME, name.length());
      Memory.setInt(attribute, EXPECTED_ATTACH_TYPE, expectedAttachType);
      Memory.setInt(attribute, ATTACH_BTF_ID, attachBtfId);
      Memory.setInt(attribute, ATTACH_PROGRAM, attachProgram);
      functions.ifPresent(types -> types.describeTo(arena, attribute));
      long answer = SystemCalls.bpf(BpfCommand.PROG_LOAD, attribute);
      return new Loaded(answer, Memory.text(log, 0, LOG_BYTES));
    }
  }
}
