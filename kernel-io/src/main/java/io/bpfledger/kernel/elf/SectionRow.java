package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramType;
import java.util.Optional;

/**
 * One row of {@link SectionTable}.
 *
 * @param meaning the meaning of the bare name
 * @param targeted whether what follows the name is the target
 */
record SectionRow(String name, SectionMeaning meaning, boolean targeted) {

  /** Programs that can be attached as a kind, with the attach type that the kind asks for. */
  static SectionRow attached(String name, AttachKind kind) {
    return row(name, kind.programType(), kind.expectedAttachType(), Optional.of(kind));
  }

  static SectionRow attached(String name, AttachKind kind, AttachType attachType) {
    return row(name, kind.programType(), Optional.of(attachType), Optional.of(kind));
  }

  /** Programs that can be loaded, but have no kind that we attach. */
  static SectionRow loaded(String name, ProgramType programType) {
    return row(name, programType, Optional.empty(), Optional.empty());
  }

  static SectionRow loaded(String name, ProgramType programType, AttachType attachType) {
    return row(name, programType, Optional.of(attachType), Optional.empty());
  }

  private static SectionRow row(
      String name, ProgramType type, Optional<AttachType> attachType, Optional<AttachKind> kind) {
    return new SectionRow(
        name,
        new SectionMeaning(type, attachType, kind, Optional.empty(), false, false, false),
        false);
  }

  SectionRow withTarget() {
    return new SectionRow(name, meaning, true);
  }

  /** The name itself says the target. */
  SectionRow withTarget(String target) {
    return with(
        meaning.programType(),
        Optional.of(target),
        meaning.sleepable(),
        meaning.frags(),
        meaning.atReturn());
  }

  SectionRow maySleep() {
    return with(meaning.programType(), meaning.target(), true, meaning.frags(), meaning.atReturn());
  }

  SectionRow withFrags() {
    return with(
        meaning.programType(), meaning.target(), meaning.sleepable(), true, meaning.atReturn());
  }

  SectionRow runningAtReturn() {
    return with(
        meaning.programType(), meaning.target(), meaning.sleepable(), meaning.frags(), true);
  }

  /** May change what the tracepoint shows, which is a program type of its own. */
  SectionRow writable() {
    return with(
        ProgramType.RAW_TRACEPOINT_WRITABLE,
        meaning.target(),
        meaning.sleepable(),
        meaning.frags(),
        meaning.atReturn());
  }

  /** The meaning of a name of this row, given what follows the slash behind the row's own name. */
  SectionMeaning meaning(String rest) {
    boolean carriesTarget = targeted && !rest.isEmpty();
    return carriesTarget ? withTarget(rest).meaning : meaning;
  }

  private SectionRow with(
      ProgramType programType,
      Optional<String> target,
      boolean sleepable,
      boolean frags,
      boolean atReturn) {
    return new SectionRow(
        name,
        new SectionMeaning(
            programType, meaning.attachType(), meaning.kind(), target, sleepable, frags, atReturn),
        targeted);
  }
}
