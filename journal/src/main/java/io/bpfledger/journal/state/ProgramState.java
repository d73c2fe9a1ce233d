package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** The state of a program. */
public sealed interface ProgramState extends EntityState {

  @Override
  default ProgramState evolve(Event event) {
    if (event instanceof ProgramEvent programEvent) {
      return ProgramEvolution.evolve(this, programEvent);
    }
    throw new IllegalEvent(this, event, "it is no event of a program");
  }

  @Override
  default Optional<Ulid> underWay() {
    return Optional.empty();
  }

  /** Nobody ever asked for it. */
  record Absent() implements ProgramState {

    @Override
    public String phase() {
      return "absent";
    }
  }

  /** Somebody asked for it. */
  sealed interface Present extends ProgramState {

    ProgramRecord program();

    /** The same state with another record. */
    Present with(ProgramRecord program);

    @Override
    default Repairs repairs() {
      return program().repairs();
    }

    @Override
    default Optional<Ulid> underWay() {
      return repairs().underWay().map(Repairs.Repair::operation);
    }
  }

  /** It is being loaded. */
  record Loading(ProgramRecord program, Ulid operation) implements Present {

    @Override
    public Loading with(ProgramRecord newProgram) {
      return new Loading(newProgram, operation);
    }

    @Override
    public String phase() {
      return "loading";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }
  }

  /** It is in the kernel, as far as is known. */
  record Loaded(ProgramRecord program, Load load) implements Present {

    @Override
    public Loaded with(ProgramRecord newProgram) {
      return new Loaded(newProgram, load);
    }

    @Override
    public String phase() {
      return "loaded";
    }
  }

  /**
   * It is wanted but not in the kernel.
   *
   * @param last what it was when it was
   */
  record Lost(ProgramRecord program, Load last, Loss loss) implements Present {

    @Override
    public Lost with(ProgramRecord newProgram) {
      return new Lost(newProgram, last, loss);
    }

    @Override
    public String phase() {
      return "lost";
    }
  }

  /** It could not be loaded and is given up. */
  record Failed(ProgramRecord program, Failure failure, List<String> leftovers) implements Present {

    public Failed {
      leftovers = List.copyOf(leftovers);
    }

    @Override
    public Failed with(ProgramRecord newProgram) {
      return new Failed(newProgram, failure, leftovers);
    }

    @Override
    public String phase() {
      return "failed";
    }

    @Override
    public boolean ended() {
      return true;
    }
  }

  /**
   * It is being unloaded.
   *
   * @param load what it is, or was before it was lost
   */
  record Unloading(ProgramRecord program, Ulid operation, Load load, Optional<Loss> loss)
      implements Present {

    @Override
    public Unloading with(ProgramRecord newProgram) {
      return new Unloading(newProgram, operation, load, loss);
    }

    @Override
    public String phase() {
      return "unloading";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }
  }

  /** It is gone, as somebody asked. */
  record Unloaded(ProgramRecord program) implements Present {

    @Override
    public Unloaded with(ProgramRecord newProgram) {
      return new Unloaded(newProgram);
    }

    @Override
    public String phase() {
      return "unloaded";
    }

    @Override
    public boolean ended() {
      return true;
    }
  }
}
