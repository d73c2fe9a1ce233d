package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.probe.IdleLink;
import io.bpfledger.kernel.linux.probe.ProbeProgram;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes a map, a program and a link of known properties and reads them back: what the kernel tells
 * at our offsets must be what we asked for, or nothing it says can be relied on.
 *
 * <p>A process that may make none of them learns nothing here; each of its operations will be
 * refused for itself.
 */
final class LayoutCheck {

  private static final Errno DISAGREEMENT = Errno.EPROTO;
  private static final MapSpec SPEC = new MapSpec(MapType.HASH, "layout_check", 12, 34, 56, 1);
  private static final String PROGRAM_NAME = "layout_check";
  private static final int PROGRAM_BYTES = 16;

  private final LinuxMaps maps;
  private final LinuxPrograms programs;
  private final LinkReader links;

  LayoutCheck(LinuxMaps maps, LinuxPrograms programs, LinkReader links) {
    this.maps = maps;
    this.programs = programs;
    this.links = links;
  }

  Result<Done> run() {
    return switch (maps.create(SPEC)) {
      case Result.Failure<MapHandle> _ -> Result.done();
      case Result.Success<MapHandle>(MapHandle map) -> {
        try (map) {
          yield maps.info(map).flatMap(info -> mapFits(info).flatMap(_ -> program(map, info)));
        }
      }
    };
  }

  private Result<Done> program(MapHandle map, MapInfo mapInfo) {
    long loaded = ProbeProgram.returningZero(PROGRAM_NAME, ProgramType.PERF_EVENT).load();
    if (loaded < 0) {
      return Result.done();
    }
    try (ProgramHandle program = new LinuxProgram(FileDescriptor.owning(loaded))) {
      Result<Done> bound = programs.bindMap(program, map);
      if (!bound.succeeded()) {
        return Result.done();
      }
      return programs
          .info(program)
          .flatMap(info -> programFits(info, mapInfo).flatMap(_ -> link(program, info.id())));
    }
  }

  private Result<Done> link(ProgramHandle program, ProgramId id) {
    long opened = IdleLink.open(LinuxProgram.number(program));
    if (opened < 0) {
      return Result.done();
    }
    try (LinuxLink link = new LinuxLink(FileDescriptor.owning(opened))) {
      return links.info(link).flatMap(info -> linkFits(info, id));
    }
  }

  static Result<Done> mapFits(MapInfo info) {
    boolean fits =
        info.typeNumber() == SPEC.type().number()
            && info.keySize() == SPEC.keySize()
            && info.valueSize() == SPEC.valueSize()
            && info.maxEntries() == SPEC.maxEntries()
            && info.flags() == SPEC.flags()
            && info.name().equals(SPEC.name());
    return fits ? Result.done() : misfit("bpf_map_info", SPEC, info);
  }

  static Result<Done> programFits(ProgramInfo info, MapInfo bound) {
    boolean fits =
        info.typeNumber() == ProgramType.PERF_EVENT.number()
            && info.name().equals(PROGRAM_NAME)
            && info.translatedBytes() == PROGRAM_BYTES
            && info.gplCompatible()
            && info.loadTimeNanos() > 0
            && info.mapIds().equals(List.of(bound.id()));
    return fits
        ? Result.done()
        : misfit("bpf_prog_info", PROGRAM_NAME + " with map " + bound.id(), info);
  }

  /** Kernels before 6.6 tell no more of the link than its program. */
  static Result<Done> linkFits(LinkInfo info, ProgramId program) {
    LinkDetails idle =
        new LinkDetails.PerfEvent(IdleLink.EVENT_TYPE, IdleLink.CONFIG, OptionalLong.empty());
    boolean fits =
        info.program().equals(Optional.of(program))
            && (info.details().equals(idle) || info.details() instanceof LinkDetails.Unknown);
    return fits ? Result.done() : misfit("bpf_link_info", "a perf event of " + program, info);
  }

  private static Result<Done> misfit(String structure, Object asked, Object told) {
    return Result.failure(
        KernelError.of(
            Operation.OPEN_KERNEL,
            "struct " + structure,
            DISAGREEMENT,
            "this build of bpfledger does not read this kernel's structures: asked for "
                + asked
                + ", read "
                + told));
  }
}
