package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.ProgramType;
import java.util.Optional;
import java.util.SortedSet;

/** Decides as what a chosen program is loaded: what the choice says goes before its section. */
final class ProgramPlanning {

  private final String name;
  private final ProgramDefinition definition;
  private final ProgramSelection selection;

  /** What the section says, unless the choice is of another type. */
  private final Optional<SectionMeaning> meaning;

  private final ProgramType type;

  ProgramPlanning(String object, ProgramDefinition definition, ProgramSelection selection)
      throws PlanRefused {
    this.name = "program " + definition.name() + " of " + object;
    this.definition = definition;
    this.selection = selection;
    this.type = type();
    this.meaning = definition.meaning().filter(section -> section.programType() == type);
  }

  PlannedProgram plan(SortedSet<String> maps) throws PlanRefused {
    Optional<AttachType> attachType = attachType();
    return new PlannedProgram(
        definition.name(),
        type,
        attachType,
        needsTarget() ? Optional.of(target()) : Optional.empty(),
        meaning.map(SectionMeaning::loadFlags).orElse(0),
        maps);
  }

  private ProgramType type() throws PlanRefused {
    ProgramType chosen =
        selection
            .kind()
            .map(AttachKind::programType)
            .or(() -> definition.meaning().map(SectionMeaning::programType))
            .orElseThrow(
                () ->
                    refused(
                        "its section "
                            + definition.section()
                            + " does not say what kind of program it is, so the load must"));
    if (chosen == ProgramType.EXTENSION) {
      throw new PlanRefused(
          name, Errno.EOPNOTSUPP, "programs that replace a function of another are not loaded");
    }
    return chosen;
  }

  private Optional<AttachType> attachType() throws PlanRefused {
    Optional<AttachType> attachType =
        selection
            .attachType()
            .or(() -> selection.kind().flatMap(AttachKind::expectedAttachType))
            .or(() -> sectionOfSameKind().flatMap(SectionMeaning::attachType));
    if (attachType.isEmpty() && needsAttachType()) {
      throw refused("a program of type " + type.word() + " must be loaded for one attach type");
    }
    return attachType;
  }

  private boolean needsAttachType() {
    return switch (type) {
      case CGROUP_SOCK_ADDR, CGROUP_SOCKOPT, TRACING, LSM -> true;
      default -> false;
    };
  }

  private boolean needsTarget() {
    return type == ProgramType.TRACING || type == ProgramType.LSM;
  }

  private String target() throws PlanRefused {
    return selection
        .function()
        .or(() -> meaning.flatMap(SectionMeaning::target))
        .orElseThrow(
            () ->
                refused(
                    "a program of type "
                        + type.word()
                        + " must be loaded for one function, tracepoint, hook or iterator"));
  }

  /** A section for another kind of the same type has another attach type in mind. */
  private Optional<SectionMeaning> sectionOfSameKind() {
    return selection.kind().isEmpty()
        ? meaning
        : meaning.filter(it -> it.kind().equals(selection.kind()));
  }

  private PlanRefused refused(String reason) {
    return new PlanRefused(name, Errno.EINVAL, reason);
  }
}
