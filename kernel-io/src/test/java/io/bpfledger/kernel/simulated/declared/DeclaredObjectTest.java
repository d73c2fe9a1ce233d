package io.bpfledger.kernel.simulated.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.MapDefinition;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.ProgramDefinition;
import org.junit.jupiter.api.Test;

/** Declared objects are objects like any other to whoever inspects them. */
final class DeclaredObjectTest {

  private static ObjectBytes everything() {
    return DeclaredObject.empty()
        .license("GPL")
        .counter("runs")
        .mapPinnedByName(new MapSpec(MapType.HASH, "shared", 4, 8, 16, 1))
        .constant("limit", new byte[4])
        .variable("state", new byte[16])
        .program(DeclaredProgram.in("xdp", "one").counting("runs").returningGlobal("limit"))
        .program(DeclaredProgram.in("xdp", "two").using("shared").returning(1))
        .program(DeclaredProgram.in("tracepoint/sched/sched_switch", "three"))
        .bytes();
  }

  @Test
  void inspectionFindsAllThatWasDeclared() throws ElfRejected {
    ObjectInspection inspection = ObjectInspection.of(everything());

    assertThat(inspection.license()).contains("GPL");
    assertThat(inspection.programs())
        .extracting(ProgramDefinition::name)
        .containsExactlyInAnyOrder("one", "two", "three");
    assertThat(inspection.program("three").orElseThrow().kind()).contains(AttachKind.TRACEPOINT);
    assertThat(inspection.maps())
        .extracting(MapDefinition::name)
        .containsExactlyInAnyOrder("runs", "shared");
    MapDefinition shared = inspection.map("shared").orElseThrow();
    assertThat(shared.pinnedByName()).isTrue();
    assertThat(shared.shape().type()).contains(MapType.HASH);
    assertThat(shared.shape().maxEntries()).isEqualTo(16);
    assertThat(shared.shape().flags()).isEqualTo(1);
    assertThat(inspection.global("state").orElseThrow().size()).isEqualTo(16);
    assertThat(inspection.global("limit").orElseThrow().section()).isEqualTo(".rodata");
  }

  @Test
  void theSameDeclarationsGiveTheSameBytes() {
    assertThat(everything().sha256()).isEqualTo(everything().sha256());
  }

  @Test
  void whatIsNotDeclaredCannotBeUsed() {
    DeclaredObject object =
        DeclaredObject.empty().program(DeclaredProgram.in("xdp", "x").counting("nothing"));

    assertThatThrownBy(object::bytes)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing");
    assertThatThrownBy(
            () -> DeclaredObject.of(DeclaredProgram.in("xdp", "x"), DeclaredProgram.in("tc", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
