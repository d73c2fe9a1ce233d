package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.util.function.Function;

/** Turns what a system call answered into a result of the port. */
public final class Answer {

  private Answer() {}

  public static Result<Done> done(long answer, Operation operation, String object) {
    return answer < 0 ? Result.failure(error(answer, operation, object)) : Result.done();
  }

  /** Takes over the descriptor that a successful call answered. */
  public static <T> Result<T> opened(
      long answer, Operation operation, String object, Function<FileDescriptor, T> handle) {
    return answer < 0
        ? Result.failure(error(answer, operation, object))
        : Result.success(handle.apply(FileDescriptor.owning(answer)));
  }

  /** The error of a negative answer, with what its errno means for the operation. */
  public static KernelError error(long answer, Operation operation, String object) {
    Errno errno = new Errno((int) -answer);
    return KernelError.of(operation, object, errno, Meaning.of(operation, errno));
  }
}
