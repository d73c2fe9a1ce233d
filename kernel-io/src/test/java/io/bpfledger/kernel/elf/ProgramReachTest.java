package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.ObjectBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ProgramReachTest {

  private static final int CALL = 0x85;

  @Test
  void mapsOfCalledFunctionsAreReachedThroughEveryLevel() throws ElfRejected {
    ProgramReach reach = reach("calls", "through_functions");

    assertThat(reach.functions())
        .extracting(FunctionDefinition::name)
        .containsExactly("middle", "deepest");
    assertThat(reach.maps()).extracting(MapDefinition::name).containsExactly("numbers");
    assertThat(reach.dataSections()).isEmpty();
  }

  @Test
  void callbacksAreReachedThroughTheirAddress() throws ElfRejected {
    ProgramReach reach = reach("calls", "with_callback");

    assertThat(reach.functions()).extracting(FunctionDefinition::name).containsExactly("on_each");
    assertThat(reach.dataSections()).extracting(DataSection::name).containsExactly(".bss");
    assertThat(reach.maps()).isEmpty();
  }

  @Test
  void externsAreReachedByTheirName() throws ElfRejected {
    assertThat(reach("calls", "with_extern").externs()).containsExactly("bpf_kernel_function");
    assertThat(reach("core", "on_switch").externs()).containsExactly("LINUX_KERNEL_VERSION");
  }

  @Test
  void onlyWhatTheProgramItselfUsesIsReached() throws ElfRejected {
    assertThat(reach("maps", "use_maps").maps())
        .extracting(MapDefinition::name)
        .containsExactly("outer", "events", "programs");
    assertThat(reach("maps", "on_tail_call").maps()).isEmpty();
    assertThat(reach("no_btf", "tcp_connect").maps())
        .extracting(MapDefinition::name)
        .containsExactly("SHARED");
  }

  @Test
  void aCallToWhereNoFunctionStartsIsRejected() throws ElfRejected {
    byte[] bytes = Corpus.bytes("calls");
    ElfFile elf = ElfFile.read(ObjectBytes.copyOf(bytes));
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int call = elf.section(".text").orElseThrow().contents().fileOffset();
    while (Byte.toUnsignedInt(file.get(call)) != CALL) {
      call += FunctionDefinition.INSTRUCTION_BYTES;
    }
    file.putInt(call + 4, Integer.MAX_VALUE);

    ObjectInspection object = ObjectInspection.of(ObjectBytes.copyOf(bytes));
    ProgramDefinition program = object.program("through_functions").orElseThrow();

    assertThatThrownBy(() -> ProgramReach.of(object, program))
        .isInstanceOf(ElfRejected.class)
        .hasMessageStartingWith("middle at offset 0x")
        .hasMessageContaining("where neither function, map nor variable starts");
  }

  private static ProgramReach reach(String object, String program) throws ElfRejected {
    ObjectInspection inspection = ObjectInspection.of(Corpus.object(object));
    return ProgramReach.of(inspection, inspection.program(program).orElseThrow());
  }
}
