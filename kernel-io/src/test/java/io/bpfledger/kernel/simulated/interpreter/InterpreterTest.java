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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InterpreterTest {

  /** More than a run has pieces of memory. */
  private static final int CALLS = 150_000;

  private static final int LOAD_WORD = 0x61;
  private static final int LOAD_BYTE = 0x71;
  private static final int LOAD_LONG = 0x79;
  private static final int STORE_BYTE = 0x73;
  private static final int STORE_LONG = 0x7b;

  /** A map of one value, which may be asked for tail calls too. */
  private static final class OneValue implements ProgramMap {
    private final byte[] value = new byte[8];
    private final List<byte[]> updates = new ArrayList<>();
    private Optional<Code> target = Optional.empty();

    @Override
    public int keySize() {
      return 4;
    }

    @Override
    public int valueSize() {
      return 8;
    }

    @Override
    public Optional<Cell> cell(byte[] key) {
      return key[0] == 0 ? Optional.of(new Cell(value, 0, 8)) : Optional.empty();
    }

    @Override
    public int update(byte[] key, byte[] newValue, long flags) {
      updates.add(newValue);
      return 0;
    }

    @Override
    public int delete(byte[] key) {
      return -2;
    }

    @Override
    public boolean reserve(int size) {
      return size <= 8;
    }

    @Override
    public Optional<Code> tailTarget(int slot) {
      return slot == 0 ? target : Optional.empty();
    }
  }

  private record Text(Bytecode bytecode, ProgramMap map) implements Code {
    @Override
    public ProgramMap map(int reference) {
      return map;
    }
  }

  private static final Surroundings SURROUNDINGS =
      new Surroundings() {
        @Override
        public long nanos() {
          return 123_456_789;
        }

        @Override
        public int processor() {
          return 1;
        }

        @Override
        public int random() {
          return 4;
        }

        @Override
        public long cookie() {
          return 77;
        }
      };

  private final OneValue map = new OneValue();

  private Code code(Object... parts) {
    return new Text(Bytecode.of(program(parts)), map);
  }

  private int run(Object... parts) {
    return Interpreter.run(code(parts), new Context.Plain(64), SURROUNDINGS).returnValue();
  }

  private int runOnPacket(byte[] packet, Object... parts) {
    return Interpreter.run(code(parts), new Context.Xdp(new Packet(packet), 3), SURROUNDINGS)
        .returnValue();
  }

  @Test
  void aProgramReturnsWhatIsInItsFirstRegister() {
    assertThat(run(move(0, 42), exit())).isEqualTo(42);
  }

  @Test
  void jumpsSkipAndLoopsEnd() {
    assertThat(run(move(0, 1), jump(1), move(0, 2), exit())).isEqualTo(1);
    assertThat(run(move(0, 0), add(0, 1), ifEqual(0, 5, 1), jump(-3), exit())).isEqualTo(5);
  }

  @Test
  void theStackKeepsWhatIsStored() {
    assertThat(run(move(1, 99), store(STORE_LONG, 10, -8, 1), load(LOAD_LONG, 0, 10, -8), exit()))
        .isEqualTo(99);
  }

  @Test
  void aFunctionCanBeCalledAsOftenAsThereAreInstructions() {
    assertThat(
            run(
                move(6, 0),
                function(4),
                add(6, 1),
                ifEqual(6, CALLS, 1),
                jump(-4),
                exit(),
                move(0, 5),
                exit()))
        .isEqualTo(5);
  }

  @Test
  void aFunctionHasAStackOfItsOwnAndGivesBackItsCallersRegisters() {
    assertThat(
            run(
                move(6, 7),
                store(STORE_LONG, 10, -8, 6),
                move(1, 5),
                function(4),
                load(LOAD_LONG, 1, 10, -8),
                Bytecode.instruction(0x0f, 0, 1, 0, 0),
                Bytecode.instruction(0x0f, 0, 6, 0, 0),
                exit(),
                move(6, 1000),
                store(STORE_LONG, 10, -8, 6),
                copy(0, 1),
                exit()))
        .isEqualTo(5 + 7 + 7);
  }

  @Test
  void aPacketIsReadThroughItsContext() {
    byte[] packet = new byte[64];
    packet[12] = 8;

    assertThat(runOnPacket(packet, load(LOAD_WORD, 2, 1, 0), load(LOAD_BYTE, 0, 2, 12), exit()))
        .isEqualTo(8);
    assertThat(
            runOnPacket(
                packet,
                load(LOAD_WORD, 2, 1, 0),
                load(LOAD_WORD, 0, 1, 4),
                Bytecode.instruction(0x1f, 0, 2, 0, 0),
                exit()))
        .isEqualTo(64);
    assertThat(runOnPacket(packet, load(LOAD_WORD, 0, 1, 12), exit())).isEqualTo(3);
  }

  @Test
  void anAccessOutsideOfThePacketStopsTheRunAndNamesIt() {
    assertThatThrownBy(
            () ->
                runOnPacket(
                    new byte[64], load(LOAD_WORD, 2, 1, 0), load(LOAD_BYTE, 0, 2, 64), exit()))
        .isInstanceOf(Trap.class)
        .hasMessage("instruction 1: an access of 1 bytes at 64 of the packet, which has 64");
  }

  @Test
  void aNumberIsNoAddress() {
    assertThatThrownBy(() -> run(move(1, 0), load(LOAD_WORD, 0, 1, 0), exit()))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("is no address");
  }

  @Test
  void aValueOfAMapIsChangedInPlace() {
    run(
        Bytecode.instruction(0x62, 10, 0, -4, 0),
        copy(2, 10),
        add(2, -4),
        mapAddress(1, 0),
        helper(1),
        ifEqual(0, 0, 2),
        move(1, 5),
        Bytecode.instruction(0xdb, 0, 1, 0, 0),
        move(0, 0),
        exit());

    assertThat(map.value).isEqualTo(new byte[] {5, 0, 0, 0, 0, 0, 0, 0});
  }

  @Test
  void aMissingValueIsNull() {
    assertThat(
            run(
                Bytecode.instruction(0x62, 10, 0, -4, 9),
                copy(2, 10),
                add(2, -4),
                mapAddress(1, 0),
                helper(1),
                exit()))
        .isZero();
  }

  @Test
  void mapsAreUpdatedAndAnswerInErrorNumbers() {
    assertThat(
            run(
                Bytecode.instruction(0x7a, 10, 0, -8, 3),
                Bytecode.instruction(0x62, 10, 0, -16, 0),
                mapAddress(1, 0),
                copy(2, 10),
                add(2, -16),
                copy(3, 10),
                add(3, -8),
                move(4, 0),
                helper(2),
                mapAddress(1, 0),
                copy(2, 10),
                add(2, -16),
                helper(3),
                exit()))
        .isEqualTo(-2);
    assertThat(map.updates).singleElement().isEqualTo(new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
  }

  @Test
  void helpersTellOfTheSurroundings() {
    assertThat(run(helper(5), exit())).isEqualTo(123_456_789);
    assertThat(run(helper(8), exit())).isEqualTo(1);
    assertThat(run(helper(7), exit())).isEqualTo(4);
    assertThat(run(helper(174), exit())).isEqualTo(77);
  }

  @Test
  void aHelperThatIsNotSimulatedIsNamed() {
    assertThatThrownBy(() -> run(helper(69), exit()))
        .isInstanceOf(Trap.class)
        .hasMessage("instruction 0: helper 69 is not simulated");
  }

  @Test
  void aTailCallGoesOnElsewhereAndReturnsToTheCallersCaller() {
    map.target = Optional.of(code(move(0, 9), exit()));

    assertThat(
            run(
                function(2),
                add(0, 100),
                exit(),
                mapAddress(2, 0),
                move(3, 0),
                helper(12),
                move(0, 1),
                exit()))
        .isEqualTo(109);
  }

  @Test
  void anEmptySlotFallsThrough() {
    assertThat(run(mapAddress(2, 0), move(3, 5), helper(12), move(0, 1), exit())).isEqualTo(1);
  }

  @Test
  void thirtyThreeTailCallsAreMadeAndNoMore() {
    Code again =
        code(
            Bytecode.instruction(0x62, 10, 0, -4, 0),
            copy(6, 1),
            copy(2, 10),
            add(2, -4),
            mapAddress(1, 0),
            helper(1),
            move(1, 1),
            Bytecode.instruction(0xdb, 0, 1, 0, 0),
            copy(1, 6),
            mapAddress(2, 0),
            move(3, 0),
            helper(12),
            move(0, 0),
            exit());
    map.target = Optional.of(again);

    Interpreter.run(again, new Context.Plain(8), SURROUNDINGS);

    assertThat(map.value[0]).isEqualTo((byte) 34);
  }

  @Test
  void aLoopWithACallbackRunsUntilItIsEnough() {
    assertThat(
            run(
                move(1, 10),
                Bytecode.instruction(0x18, 2, 4, 0, 5),
                0L,
                move(3, 0),
                move(4, 0),
                helper(181),
                exit(),
                move(0, 0),
                ifEqual(1, 6, 1),
                exit(),
                move(0, 1),
                exit()))
        .isEqualTo(7);
  }

  @Test
  void aProgramThatDoesNotEndIsStopped() {
    assertThatThrownBy(() -> run(move(0, 0), jump(-1), exit()))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("more than 1000000 instructions");
  }

  @Test
  void functionsCallEachOtherEightDeep() {
    assertThatThrownBy(() -> run(function(-1), exit()))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("8 deep");
  }

  @Test
  void theStartOfAPacketCanBeMoved() {
    Packet packet = new Packet(new byte[64]);
    Code grow = code(move(2, -14), helper(44), exit());

    int answer = Interpreter.run(grow, new Context.Xdp(packet, 1), SURROUNDINGS).returnValue();

    assertThat(answer).isZero();
    assertThat(packet.data()).hasSize(78);
  }

  @Test
  void packetsAreWritten() {
    Packet packet = new Packet(new byte[64]);
    Code write =
        code(load(LOAD_WORD, 2, 1, 0), move(3, 7), store(STORE_BYTE, 2, 1, 3), move(0, 0), exit());

    Interpreter.run(write, new Context.Xdp(packet, 1), SURROUNDINGS);

    assertThat(packet.data()[1]).isEqualTo((byte) 7);
  }
}
