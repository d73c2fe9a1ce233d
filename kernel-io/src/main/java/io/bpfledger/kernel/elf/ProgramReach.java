package io.bpfledger.kernel.elf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a program uses, directly or through the functions it calls.
 *
 * @param functions the sub-programs it calls or hands to helpers, in the order they are met
 * @param externs what others must define
 */
public record ProgramReach(
    List<FunctionDefinition> functions,
    List<MapDefinition> maps,
    List<DataSection> dataSections,
    List<String> externs) {

  public ProgramReach {
    functions = List.copyOf(functions);
    maps = List.copyOf(maps);
    dataSections = List.copyOf(dataSections);
    externs = List.copyOf(externs);
  }

  /**
   * Walks the program and every function it reaches once.
   *
   * @throws ElfRejected if an instruction refers to a place where nothing is
   */
  public static ProgramReach of(ObjectInspection object, ProgramDefinition program)
      throws ElfRejected {
    Walk walk = new Walk(object);
    walk.run(program.function());
    return new ProgramReach(
        List.copyOf(walk.functions),
        List.copyOf(walk.maps),
        List.copyOf(walk.dataSections),
        List.copyOf(walk.externs));
  }

  /** A place in a section. */
  private record Place(int sectionIndex, long offset) {}

  private static final class Walk {

    private static final int CALL = 0x85;
    private static final int CALL_OF_FUNCTION = 1;
    private static final int LOAD_64 = 0x18;

    private final Map<Place, FunctionDefinition> functionAt = new HashMap<>();
    private final Map<Place, MapDefinition> mapAt = new HashMap<>();
    private final Map<Integer, DataSection> dataSectionAt = new HashMap<>();
    private final Deque<FunctionDefinition> unseen = new ArrayDeque<>();

    private final Set<FunctionDefinition> functions = new LinkedHashSet<>();
    private final Set<MapDefinition> maps = new LinkedHashSet<>();
    private final Set<DataSection> dataSections = new LinkedHashSet<>();
    private final Set<String> externs = new LinkedHashSet<>();

    Walk(ObjectInspection object) {
      object.programs().forEach(program -> add(program.function()));
      object.subprograms().forEach(this::add);
      object.maps().forEach(map -> mapAt.put(new Place(map.sectionIndex(), map.offset()), map));
      object.dataSections().forEach(data -> dataSectionAt.put(data.sectionIndex(), data));
    }

    private void add(FunctionDefinition function) {
      functionAt.putIfAbsent(new Place(function.sectionIndex(), function.offset()), function);
    }

    void run(FunctionDefinition program) throws ElfRejected {
      unseen.add(program);
      while (!unseen.isEmpty()) {
        walk(unseen.remove());
      }
      functions.remove(program);
    }

    private void walk(FunctionDefinition function) throws ElfRejected {
      List<ElfRelocation> relocations = function.relocations();
      int next = 0;
      ElfBytes code = function.instructions();
      for (int at = 0; at < code.size(); at += FunctionDefinition.INSTRUCTION_BYTES) {
        int operation = code.unsigned8(at);
        int inSection = function.offset() + at;
        while (next < relocations.size() && relocations.get(next).offset() < inSection) {
          next++;
        }
        if (next < relocations.size() && relocations.get(next).offset() == inSection) {
          follow(function, relocations.get(next), operation, code.signed32(at + 4L));
        } else if (operation == CALL && code.unsigned8(at + 1L) >> 4 == CALL_OF_FUNCTION) {
          long distance = code.signed32(at + 4L) + 1L;
          call(
              function,
              new Place(
                  function.sectionIndex(),
                  inSection + distance * FunctionDefinition.INSTRUCTION_BYTES));
        }
        if (operation == LOAD_64) {
          at += FunctionDefinition.INSTRUCTION_BYTES;
        }
      }
    }

    private void follow(
        FunctionDefinition function, ElfRelocation relocation, int operation, int immediate)
        throws ElfRejected {
      ElfSymbol symbol = relocation.symbol();
      if (symbol.section() == ElfSymbol.UNDEFINED) {
        externs.add(symbol.name());
        return;
      }
      if (operation == CALL) {
        long callee = symbol.value() + (immediate + 1L) * FunctionDefinition.INSTRUCTION_BYTES;
        call(function, new Place(symbol.section(), callee));
        return;
      }
      // Of a symbol that stands for its section the rest of the way is in the instruction.
      Place place = new Place(symbol.section(), symbol.value() + (long) immediate);
      Optional<DataSection> data = Optional.ofNullable(dataSectionAt.get(symbol.section()));
      Optional<MapDefinition> map = Optional.ofNullable(mapAt.get(place));
      if (data.isPresent()) {
        dataSections.add(data.get());
      } else if (map.isPresent()) {
        maps.add(map.get());
      } else {
        call(function, place);
      }
    }

    private void call(FunctionDefinition caller, Place place) throws ElfRejected {
      FunctionDefinition callee = functionAt.get(place);
      if (callee == null) {
        throw caller
            .instructions()
            .rejected(
                0,
                "it refers to section "
                    + place.sectionIndex()
                    + " at "
                    + place.offset()
                    + ", where neither function, map nor variable starts");
      }
      if (functions.add(callee)) {
        unseen.add(callee);
      }
    }
  }
}
