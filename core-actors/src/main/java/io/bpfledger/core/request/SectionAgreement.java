package io.bpfledger.core.request;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.elf.ProgramDefinition;
import io.bpfledger.kernel.elf.SectionMeaning;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a program can be loaded as what a caller says, when its section says something, too. */
final class SectionAgreement {

  /** Kinds that one program can be attached as, whichever its section names. */
  private static final List<Set<AttachKind>> FAMILIES =
      List.of(
          Set.of(AttachKind.TC, AttachKind.TCX),
          Set.of(AttachKind.KPROBE, AttachKind.KRETPROBE),
          Set.of(AttachKind.UPROBE, AttachKind.URETPROBE));

  private SectionAgreement() {}

  /**
   * The kind to load a program as. Who says probe means one that runs at the return, if the section
   * does: callers of bpfman have no other word.
   */
  static AttachKind agreed(ChosenProgram chosen, ProgramDefinition program) throws Unsound {
    Optional<SectionMeaning> meaning = program.meaning();
    if (meaning.isEmpty()) {
      return chosen.kind();
    }
    AttachKind implied =
        meaning
            .get()
            .kind()
            .orElseThrow(
                () ->
                    Unsound.invalid(
                        "program %s is in section %s, whose programs of type %s cannot be attached by themselves"
                            .formatted(
                                program.name(),
                                program.section(),
                                meaning.get().programType().word())));
    if (implied == chosen.kind()) {
      return implied;
    }
    if (FAMILIES.stream().noneMatch(family -> family.containsAll(Set.of(implied, chosen.kind())))) {
      throw Unsound.invalid(
          "program %s is asked for as %s, but its section %s implies %s; write %s:%s"
              .formatted(
                  program.name(),
                  chosen.kind().word(),
                  program.section(),
                  implied.word(),
                  implied.word(),
                  program.name()));
    }
    return switch (implied) {
      case KRETPROBE, URETPROBE -> implied;
      default -> chosen.kind();
    };
  }
}
