package io.bpfledger.kernel.simulated.interpreter;

import static io.bpfledger.kernel.simulated.interpreter.Assembly.add;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.copy;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.exit;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.function;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.helper;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.ifEqual;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.jump;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.load;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.mapAddress;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.move;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.program;
import static io.bpfledger.kernel.simulated.interpreter.Assembly.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerifierTest {

  private static final int LOAD_WORD = 0x61;
  private static final int LOAD_BYTE = 0x71;
  private static final int STORE_LONG = 0x7b;

  private static Optional<Verifier.Refused> check(Object... parts) {
    return Verifier.check(Bytecode.of(program(parts)), ContextShape.XDP);
  }

  private static void assertRefused(Errno errno, String reason, Object... parts) {
    assertThat(check(parts))
        .hasValueSatisfying(
            refused -> {
              assertThat(refused.errno()).isEqualTo(errno);
              assertThat(refused.log()).contains(reason + "\n");
            });
  }

  @Test
  void harmlessProgramsPass() {
    assertThat(check(move(0, 0), exit())).isEmpty();
    assertThat(check(move(0, 0), add(0, 1), ifEqual(0, 5, 1), jump(-3), exit())).isEmpty();
    assertThat(check(function(1), exit(), move(0, 0), exit())).isEmpty();
  }

  @Test
  void aRegisterIsWrittenBeforeItIsRead() {
    assertRefused(Errno.EACCES, "R0 !read_ok", exit());
    assertRefused(Errno.EACCES, "R3 !read_ok", copy(0, 3), exit());
    assertRefused(Errno.EACCES, "R1 !read_ok", helper(5), copy(0, 1), exit());
  }

  @Test
  void aNumberIsNoAddress() {
    assertRefused(
        Errno.EACCES,
        "R1 invalid mem access 'scalar'",
        move(1, 0),
        load(LOAD_WORD, 0, 1, 0),
        exit());
  }

  @Test
  void aPacketIsReadOnlyAfterItsEndWasLookedAt() {
    assertRefused(
        Errno.EACCES,
        "R2 offset is outside of the packet",
        load(LOAD_WORD, 2, 1, 0),
        load(LOAD_BYTE, 0, 2, 0),
        exit());
    assertThat(
            check(
                load(LOAD_WORD, 2, 1, 0),
                load(LOAD_WORD, 3, 1, 4),
                move(0, 0),
                copy(4, 2),
                add(4, 14),
                Bytecode.instruction(0x2d, 4, 3, 1, 0),
                load(LOAD_BYTE, 0, 2, 0),
                exit()))
        .isEmpty();
  }

  @Test
  void aValueOfAMapMayBeNull() {
    Object[] lookup = {
      Bytecode.instruction(0x62, 10, 0, -4, 0), copy(2, 10), add(2, -4), mapAddress(1, 0), helper(1)
    };

    assertRefused(
        Errno.EACCES,
        "R0 invalid mem access 'map_value_or_null'",
        lookup[0],
        lookup[1],
        lookup[2],
        lookup[3],
        lookup[4],
        load(LOAD_WORD, 0, 0, 0),
        exit());
    assertThat(
            check(
                lookup[0],
                lookup[1],
                lookup[2],
                lookup[3],
                lookup[4],
                ifEqual(0, 0, 1),
                load(LOAD_WORD, 0, 0, 0),
                exit()))
        .isEmpty();
  }

  @Test
  void theStackHas512Bytes() {
    assertRefused(
        Errno.EACCES,
        "invalid write to stack R10 off=-520 size=8",
        move(1, 0),
        store(STORE_LONG, 10, -520, 1),
        move(0, 0),
        exit());
    assertRefused(Errno.EACCES, "frame pointer is read only", move(10, 0), move(0, 0), exit());
  }

  @Test
  void theContextEndsWhereItsStructEnds() {
    assertRefused(
        Errno.EACCES,
        "invalid bpf_context access off=24 size=4",
        load(LOAD_WORD, 0, 1, 24),
        exit());
  }

  @Test
  void everyInstructionIsReachedAndEveryWayEnds() {
    assertRefused(Errno.EINVAL, "unreachable insn 2", move(0, 0), exit(), exit());
    assertRefused(Errno.EINVAL, "last insn is not an exit or jmp", move(0, 0), move(0, 0));
    assertRefused(
        Errno.EINVAL, "jump out of range from insn 1 to 12", move(0, 0), jump(10), exit());
    assertRefused(Errno.EINVAL, "invalid func unknown#9999", helper(9999), exit());
  }

  @Test
  void aPointerIsSpilledWhole() {
    assertRefused(
        Errno.EACCES, "invalid size of register spill", store(0x63, 10, -4, 1), move(0, 0), exit());
  }

  @Test
  void theLogLooksLikeTheKernels() {
    assertThat(check(move(1, 0), load(LOAD_WORD, 0, 1, 0), exit()).orElseThrow().log())
        .isEqualTo(
            """
            0: R1=ctx() R10=fp0
            0: (b7) r1 = 0
            1: (61) r0 = *(u32 *)(r1 +0)
            R1 invalid mem access 'scalar'
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0\
             mark_read 0
            """);
  }
}
