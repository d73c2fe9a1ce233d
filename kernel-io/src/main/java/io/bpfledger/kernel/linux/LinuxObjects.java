package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Objects;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.linux.libbpf.Libbpf;
import io.bpfledger.kernel.linux.load.ObjectLoad;
import java.util.Optional;

/** Object files through libbpf, each of them planned from our own inspection before. */
public final class LinuxObjects implements Objects {

  private final Maps maps;
  private final Bpffs bpffs;

  public LinuxObjects(Maps maps, Bpffs bpffs) {
    this.maps = maps;
    this.bpffs = bpffs;
  }

  @Override
  public Result<LoadedObject> load(LoadRequest request) {
    Optional<String> problem = Libbpf.problem();
    if (problem.isPresent()) {
      return Result.failure(
          KernelError.of(Operation.LOAD_OBJECT, request.name(), Errno.ELIBACC, problem.get()));
    }
    return LoadPlan.of(request).flatMap(plan -> ObjectLoad.run(request, plan, maps, bpffs));
  }
}
