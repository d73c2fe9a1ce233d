package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.Optional;

/** Tells programs by all that makes one life of one program: boot, number, load time and tag. */
final class Identities {

  private final Kernel kernel;
  private final BootId boot;

  Identities(Workplace place) {
    kernel = place.kernel();
    boot = place.boot();
  }

  Incarnation of(ProgramHandle program) {
    return of(kernel.programs().info(program).orThrow());
  }

  Incarnation of(ProgramInfo info) {
    return new Incarnation(boot, info.id().value(), info.loadTimeNanos(), info.tag());
  }

  /** What a program is that runs somewhere; empty if it is gone by now. */
  Optional<Incarnation> of(ProgramId id) {
    return describe(id).map(this::of);
  }

  /** A program for a person, who it is being none of our business. */
  String describeForeign(ProgramId id) {
    return describe(id)
        .map(info -> "program " + id + (info.name().isEmpty() ? "" : " '" + info.name() + "'"))
        .orElse("program " + id);
  }

  private Optional<ProgramInfo> describe(ProgramId id) {
    Result<ProgramInfo> described = kernel.programs().describe(id);
    return described.failedWith(Errno.ENOENT) ? Optional.empty() : Optional.of(described.orThrow());
  }

  /**
   * The program of a load. By its pin; where somebody has removed that, by its number, which is
   * enough as all the rest is compared.
   *
   * @param name what to call it in errors
   */
  ProgramHandle open(Load load, String name, Handles open) {
    Result<Handle> pinned = kernel.bpffs().open(Path.of(load.pin()));
    if (pinned instanceof Result.Success<Handle>(Handle handle)
        && open.keep(handle) instanceof ProgramHandle program
        && of(program).equals(load.incarnation())) {
      return program;
    }
    return open(load.incarnation(), name, open);
  }

  /** A map that the program uses; its number alone would not tell whose it is. */
  MapHandle openMap(ProgramHandle program, MapId map, Handles open) {
    ProgramInfo info = kernel.programs().info(program).orThrow();
    if (!info.mapIds().contains(map)) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_MAP,
              "map " + map,
              Errno.ENOENT,
              "program " + info.id() + " does not use it"));
    }
    return open.keep(kernel.maps().open(map).orThrow());
  }

  /** The program that had this life. */
  ProgramHandle open(Incarnation incarnation, String name, Handles open) {
    if (incarnation.boot().equals(boot)) {
      Result<ProgramHandle> opened = kernel.programs().open(new ProgramId(incarnation.kernelId()));
      if (!opened.failedWith(Errno.ENOENT)) {
        ProgramHandle program = open.keep(opened.orThrow());
        if (of(program).equals(incarnation)) {
          return program;
        }
      }
    }
    throw new KernelFailure(
        KernelError.of(
            Operation.OPEN_PROGRAM,
            name,
            Errno.ENOENT,
            incarnation.describe() + " is not in the kernel any more"));
  }
}
