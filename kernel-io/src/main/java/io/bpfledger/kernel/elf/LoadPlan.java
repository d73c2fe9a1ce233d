package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a load will do: a request, checked against the object it is about. Whatever is wrong with a
 * request is found here, before a kernel is asked for anything, and is the same on every kernel.
 *
 * @param programs the chosen programs, by name
 * @param maps the maps they use, or are initial values of those, by name; no others are made
 * @param globals new first values of global variables, of used maps and others
 */
public record LoadPlan(
    SortedMap<String, PlannedProgram> programs,
    SortedSet<String> maps,
    List<PlannedGlobal> globals) {

  public LoadPlan {
    programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    maps = Collections.unmodifiableSortedSet(new TreeSet<>(maps));
    globals = List.copyOf(globals);
  }

  public static Result<LoadPlan> of(LoadRequest request) {
    try {
      return of(request, ObjectInspection.of(request.bytes()));
    } catch (ElfRejected rejected) {
      return Result.failure(unreadable(request, rejected));
    }
  }

  /**
   * Plans with an inspection made before.
   *
   * @param inspection of the object of the request
   */
  public static Result<LoadPlan> of(LoadRequest request, ObjectInspection inspection) {
    try {
      return Result.success(new LoadPlanning(request, inspection).plan());
    } catch (PlanRefused refused) {
      return Result.failure(refused.error());
    } catch (ElfRejected rejected) {
      return Result.failure(unreadable(request, rejected));
    }
  }

  /** A chosen program. */
  public Optional<PlannedProgram> program(String name) {
    return Optional.ofNullable(programs.get(name));
  }

  /**
   * Whether programs are chosen that implement a structure of the kernel, and its map with them.
   */
  public boolean hasStructOps() {
    return programs.values().stream().anyMatch(it -> it.type() == ProgramType.STRUCT_OPS);
  }

  private static KernelError unreadable(LoadRequest request, ElfRejected rejected) {
    return KernelError.of(
        Operation.LOAD_OBJECT,
        request.name(),
        Errno.ENOEXEC,
        "it is no object that can be loaded safely: " + rejected.getMessage());
  }
}
