package io.bpfledger.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.elf.ElfFile;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.ElfSymbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChainObjectTest {

  @ParameterizedTest
  @EnumSource
  void compiledObjectHasWhatALoadSetsAndChooses(ChainKind kind) throws ElfRejected {
    ElfFile object = ElfFile.read(ChainObject.of(kind));
    LoadRequest request = ChainObject.request(new Chain(kind, List.of()));

    request
        .globals()
        .forEach(
            (name, value) ->
                assertThat(symbol(object, name).size()).as(name).isEqualTo(value.length));
    assertThat(symbol(object, ChainObject.MEMBERS).object()).isTrue();
    assertThat(request.programs())
        .singleElement()
        .satisfies(program -> assertThat(symbol(object, program.name()).function()).isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void compiledObjectHasAFunctionForEverySlotAndNoMore(ChainKind kind) throws ElfRejected {
    assertThat(ElfFile.read(ChainObject.of(kind)).symbols())
        .filteredOn(symbol -> symbol.name().startsWith("slot_"))
        .hasSize(ChainKind.SLOTS)
        .allMatch(ElfSymbol::function);
  }

  @Test
  void flavoursDifferInTheirSection() throws ElfRejected {
    assertThat(ElfFile.read(ChainObject.of(ChainKind.XDP)).section("xdp")).isPresent();
    assertThat(ElfFile.read(ChainObject.of(ChainKind.XDP_FRAGS)).section("xdp.frags")).isPresent();
    assertThat(ElfFile.read(ChainObject.of(ChainKind.TC)).section("classifier")).isPresent();
  }

  @Test
  void loadTellsHowManyMembersThereAreAndOnWhatEachProceeds() {
    Chain chain =
        new Chain(
            ChainKind.TC,
            List.of(
                new ChainMember(new ProgramId(1), ChainKind.TC.defaultProceedOn()),
                new ChainMember(new ProgramId(2), ProceedOn.of(TcVerdict.UNSPEC))));

    LoadRequest request = ChainObject.request(chain);

    assertThat(numbers(request, ChainObject.MEMBER_COUNT)).containsExactly(2);
    assertThat(numbers(request, ChainObject.PROCEED_ON))
        .hasSize(ChainKind.SLOTS)
        .startsWith(0x80000010, 1)
        .endsWith(new int[ChainKind.SLOTS - 2]);
  }

  private static int[] numbers(LoadRequest request, String global) {
    ByteBuffer bytes =
        ByteBuffer.wrap(request.globals().get(global)).order(ByteOrder.LITTLE_ENDIAN);
    int[] numbers = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(numbers);
    return numbers;
  }

  private static ElfSymbol symbol(ElfFile object, String name) {
    return object.symbols().stream()
        .filter(symbol -> symbol.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
