package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;

/** How many CPUs this kernel could ever have: per-CPU maps hold a value for each of them. */
final class PossibleCpus {

  private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

  private PossibleCpus() {}

  static Result<Integer> count() {
    return SystemFile.read(POSSIBLE, Operation.READ_HOST)
        .flatMap(
            ranges -> {
              int count = countOf(ranges.strip());
              return count > 0
                  ? Result.success(count)
                  : Result.failure(
                      KernelError.of(
                          Operation.READ_HOST,
                          POSSIBLE.toString(),
                          Errno.EINVAL,
                          "not a list of CPUs: " + ranges.strip()));
            });
  }

  /** The number of CPUs in a list such as {@code 0-3,8-11}; 0 for what is none. */
  static int countOf(String ranges) {
    return CpuList.numbers(ranges).size();
  }
}
