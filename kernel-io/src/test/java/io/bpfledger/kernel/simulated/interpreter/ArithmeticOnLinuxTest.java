package io.bpfledger.kernel.simulated.interpreter;

import static io.bpfledger.kernel.simulated.interpreter.Assembly.exit;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Objects;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.linux.LinuxPrograms;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Random arithmetic gives the same on the processor of this machine as in the interpreter. */
@RealKernel
final class ArithmeticOnLinuxTest {

  private static final int REGISTERS = 6;

  private final Objects linuxObjects = new LinuxObjects(new LinuxMaps(), new LinuxBpffs());
  private final Programs linuxPrograms = new LinuxPrograms();

  @Provide
  Arbitrary<List<Long>> calculations() {
    return calculation().list().ofMinSize(1).ofMaxSize(30);
  }

  private static Arbitrary<Long> calculation() {
    // Add, subtract, multiply, divide, or, and, shift, remainder, exclusive or, move; no pointers.
    Arbitrary<Integer> operation =
        Arbitraries.of(0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x90, 0xa0, 0xb0);
    Arbitrary<Integer> register = Arbitraries.integers().between(0, REGISTERS - 1);
    Arbitrary<Integer> width = Arbitraries.of(0x04, 0x07);
    Arbitrary<Long> byRegister =
        Combinators.combine(operation, width, register, register)
            .as((op, wide, to, from) -> Bytecode.instruction(op | wide | 0x08, to, from, 0, 0));
    Arbitrary<Long> byNumber =
        Combinators.combine(
                operation, width, register, Arbitraries.integers().filter(number -> number != 0))
            .as((op, wide, to, number) -> Bytecode.instruction(op | wide, to, 0, 0, number));
    Arbitrary<Long> shift =
        Combinators.combine(
                Arbitraries.of(0x60, 0x70, 0xc0),
                width,
                register,
                Arbitraries.integers().between(0, 31))
            .as((op, wide, to, number) -> Bytecode.instruction(op | wide, to, 0, 0, number));
    Arbitrary<Long> swap =
        Combinators.combine(Arbitraries.of(0xd4, 0xdc), register, Arbitraries.of(16, 32, 64))
            .as((op, to, bits) -> Bytecode.instruction(op, to, 0, 0, bits));
    return Arbitraries.oneOf(byRegister, byNumber, shift, swap);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void linuxCalculatesTheSame(
      @ForAll("calculations") List<Long> calculations, @ForAll int first, @ForAll int second) {
    ObjectBytes object = object(calculations, first, second);
    Kernel simulated = SimulatedHost.seeded(1).startProcess("test");

    assertThat(run(simulated.objects(), simulated.programs(), object))
        .isEqualTo(run(linuxObjects, linuxPrograms, object));
  }

  /** Registers start with the two numbers, and all of them are in the result. */
  private static ObjectBytes object(List<Long> calculations, int first, int second) {
    List<Long> slots = new ArrayList<>();
    for (int register = 0; register < REGISTERS; register++) {
      slots.add(Assembly.move(register, register % 2 == 0 ? first : second));
    }
    slots.addAll(calculations);
    for (int register = 1; register < REGISTERS; register++) {
      slots.add(Bytecode.instruction(0xaf, 0, register, 0, 0));
    }
    slots.add(Assembly.copy(1, 0));
    slots.add(Bytecode.instruction(0x77, 1, 0, 0, 32));
    slots.add(Bytecode.instruction(0xaf, 0, 1, 0, 0));
    slots.add(exit());
    return DeclaredObject.of(DeclaredProgram.in("tc", "calculation").running(slots));
  }

  private static int run(Objects objects, Programs programs, ObjectBytes object) {
    LoadRequest request = LoadRequest.of("calculation", object, ProgramSelection.of("calculation"));
    try (LoadedObject loaded = objects.load(request).orThrow()) {
      return programs
          .testRun(loaded.program("calculation"), new TestRunRequest(new byte[64], 1))
          .orThrow()
          .returnValue();
    }
  }
}
