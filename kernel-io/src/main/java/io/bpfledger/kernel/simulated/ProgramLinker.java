package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.elf.DataSection;
import io.bpfledger.kernel.elf.ElfRelocation;
import io.bpfledger.kernel.elf.ElfSymbol;
import io.bpfledger.kernel.elf.FunctionDefinition;
import io.bpfledger.kernel.elf.MapDefinition;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.ProgramDefinition;
import io.bpfledger.kernel.simulated.interpreter.Bytecode;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a program and the functions it calls behind each other, and numbers the maps it names. */
final class ProgramLinker {

  /**
   * A program in one piece.
   *
   * @param references the names of its maps; their places are the numbers in the instructions
   */
  record Linked(Bytecode bytecode, List<String> references) {

    Linked {
      references = List.copyOf(references);
    }
  }

  /** A place in a section. */
  private record Place(int sectionIndex, long offset) {}

  private static final int INSTRUCTION_BYTES = 8;
  private static final int CALL = 0x85;
  private static final int SOURCE_SHIFT = 12;
  private static final int SOURCE_MAP = 1;
  private static final int SOURCE_MAP_VALUE = 2;
  private static final int SOURCE_FUNCTION = 4;
  private static final int SOURCE_CALL = 1;
  private static final int SOURCE_KERNEL_CALL = 2;
  private static final int SOURCE_KERNEL_VARIABLE = 3;

  private final Map<Place, FunctionDefinition> functions = new HashMap<>();
  private final Map<Place, String> maps = new HashMap<>();
  private final Map<Integer, String> dataSections = new HashMap<>();

  private final Map<Place, Integer> placed = new HashMap<>();
  private final List<Long> slots = new ArrayList<>();
  private final List<String> references = new ArrayList<>();

  private ProgramLinker(ObjectInspection object) {
    object.programs().forEach(program -> add(program.function()));
    object.subprograms().forEach(this::add);
    for (MapDefinition map : object.maps()) {
      maps.put(new Place(map.sectionIndex(), map.offset()), map.name());
    }
    for (DataSection data : object.dataSections()) {
      dataSections.put(data.sectionIndex(), data.name());
    }
  }

  private void add(FunctionDefinition function) {
    functions.putIfAbsent(new Place(function.sectionIndex(), function.offset()), function);
  }

  /** Links a program whose references have been found to lead somewhere. */
  static Linked link(ObjectInspection object, ProgramDefinition program) {
    ProgramLinker linker = new ProgramLinker(object);
    linker.place(program.function());
    return new Linked(
        Bytecode.of(linker.slots.stream().mapToLong(Long::longValue).toArray()), linker.references);
  }

  /** Appends a function, then those it calls, and answers where it starts. */
  private int place(FunctionDefinition function) {
    Place here = new Place(function.sectionIndex(), function.offset());
    Integer before = placed.get(here);
    if (before != null) {
      return before;
    }
    int start = slots.size();
    placed.put(here, start);
    LongBuffer code = NativeBytes.buffer(function.instructions().toByteArray()).asLongBuffer();
    while (code.hasRemaining()) {
      slots.add(code.get());
    }
    Map<Integer, ElfRelocation> relocations = new HashMap<>();
    function.relocations().forEach(relocation -> relocations.put(relocation.offset(), relocation));
    int count = function.instructionCount();
    for (int index = 0; index < count; index++) {
      int inSection = function.offset() + index * INSTRUCTION_BYTES;
      resolve(function, start + index, inSection, relocations.get(inSection));
      if (opcode(start + index) == 0x18) {
        index++;
      }
    }
    return start;
  }

  private void resolve(
      FunctionDefinition function, int at, int inSection, @Nullable ElfRelocation relocation) {
    if (relocation == null) {
      if (opcode(at) == CALL && source(at) == SOURCE_CALL) {
        long target = inSection + (immediate(at) + 1L) * INSTRUCTION_BYTES;
        call(at, new Place(function.sectionIndex(), target));
      }
      return;
    }
    ElfSymbol symbol = relocation.symbol();
    if (symbol.section() == ElfSymbol.UNDEFINED) {
      extern(at, symbol.name());
      return;
    }
    if (opcode(at) == CALL) {
      call(
          at,
          new Place(symbol.section(), symbol.value() + (immediate(at) + 1L) * INSTRUCTION_BYTES));
      return;
    }
    int addend = immediate(at);
    Place place = new Place(symbol.section(), symbol.value() + (long) addend);
    String data = dataSections.get(symbol.section());
    String map = maps.get(place);
    if (data != null) {
      address(at, SOURCE_MAP_VALUE, reference(data), symbol.value() + addend);
    } else if (map != null) {
      address(at, SOURCE_MAP, reference(map), 0);
    } else {
      FunctionDefinition callback = functions.get(place);
      if (callback != null) {
        address(at, SOURCE_FUNCTION, place(callback) - at - 1, 0);
      }
    }
  }

  /** What the kernel defines; the interpreter says that it does not when it gets there. */
  private void extern(int at, String name) {
    if (opcode(at) == CALL) {
      slots.set(at, with(slots.get(at), SOURCE_KERNEL_CALL, 0));
    } else if (KernelConfiguration.isPartOf(name)) {
      int offset = KernelConfiguration.offset(name);
      address(at, SOURCE_MAP_VALUE, reference(KernelConfiguration.MAP), offset);
    } else {
      address(at, SOURCE_KERNEL_VARIABLE, 0, 0);
    }
  }

  private void call(int at, Place target) {
    FunctionDefinition callee = functions.get(target);
    if (callee != null) {
      slots.set(at, with(slots.get(at), SOURCE_CALL, place(callee) - at - 1));
    }
  }

  private void address(int at, int source, int low, int high) {
    slots.set(at, with(slots.get(at), source, low));
    slots.set(at + 1, with(slots.get(at + 1), 0, high));
  }

  private static long with(long slot, int source, int immediate) {
    long rest = slot & 0xffff_ffffL & ~(0xfL << SOURCE_SHIFT);
    return rest | (long) source << SOURCE_SHIFT | (long) immediate << 32;
  }

  private int reference(String map) {
    int known = references.indexOf(map);
    if (known >= 0) {
      return known;
    }
    references.add(map);
    return references.size() - 1;
  }

  private int opcode(int at) {
    return (int) (slots.get(at) & 0xff);
  }

  private int source(int at) {
    return (int) (slots.get(at) >>> SOURCE_SHIFT) & 0xf;
  }

  private int immediate(int at) {
    return (int) (slots.get(at) >>> 32);
  }
}
