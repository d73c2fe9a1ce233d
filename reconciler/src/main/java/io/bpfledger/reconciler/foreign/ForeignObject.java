package io.bpfledger.reconciler.foreign;

import java.util.List;
import java.util.Optional;

/** Something that is in the kernel and not ours. */
public sealed interface ForeignObject {

  /** As a person names it. */
  String describe();

  OwnerGuess guess();

  /**
   * A program.
   *
   * @param id the kernel's number of it, unsigned
   * @param pins where it is pinned, as far as was looked
   * @param attached what holds it on a hook, such as {@code link 12} or {@code filter 1 handle 1}
   */
  record Program(
      int id,
      String name,
      String type,
      String tag,
      int uid,
      List<String> pins,
      List<String> attached,
      OwnerGuess guess)
      implements ForeignObject {

    public Program {
      pins = List.copyOf(pins);
      attached = List.copyOf(attached);
    }

    @Override
    public String describe() {
      return "program %s %s (%s)".formatted(Integer.toUnsignedString(id), name, type);
    }
  }

  /** A link. */
  record Link(int id, String type, Optional<Integer> program, List<String> pins, OwnerGuess guess)
      implements ForeignObject {

    public Link {
      pins = List.copyOf(pins);
    }

    @Override
    public String describe() {
      return "link %s (%s)".formatted(Integer.toUnsignedString(id), type);
    }
  }

  /** A map. */
  record Map(int id, String name, String type, List<String> pins, OwnerGuess guess)
      implements ForeignObject {

    public Map {
      pins = List.copyOf(pins);
    }

    @Override
    public String describe() {
      return "map %s %s (%s)".formatted(Integer.toUnsignedString(id), name, type);
    }
  }

  /** A filter of traffic control. */
  record Filter(
      String namespace,
      String device,
      String direction,
      int priority,
      int handle,
      String kind,
      Optional<Integer> program,
      OwnerGuess guess)
      implements ForeignObject {

    @Override
    public String describe() {
      return "%s filter %d handle %s %s of %s"
          .formatted(kind, priority, Integer.toUnsignedString(handle), direction, device);
    }
  }
}
