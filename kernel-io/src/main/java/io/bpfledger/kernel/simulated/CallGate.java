package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one way from a process into the kernel. Here each operation takes the machine's lock, meets
 * the faults that wait for it, moves the clock, is recorded, and has its refusals turned into
 * errors.
 */
final class CallGate {

  private final SimulatedHost host;
  private final SimulatedProcess process;

  CallGate(SimulatedHost host, SimulatedProcess process) {
    this.host = host;
    this.process = process;
  }

  <T> Result<T> call(Operation operation, String object, Supplier<T> effect) {
    host.locked(process::requireAlive);
    Optional<Fault.What> fault = host.faults(process.name()).next(operation, object);
    if (fault.isPresent() && fault.get() instanceof Fault.What.Slow slow) {
      host.pause().pause(operation, object, slow.nanos());
    }
    Result<T> result;
    try {
      result = host.locked(() -> inside(operation, object, effect, fault));
    } finally {
      process.tellOfDeath();
      host.deliverWaiting();
    }
    if (fault.isPresent() && fault.get() instanceof Fault.What.AnswerLate late) {
      host.pause().pause(operation, object, late.nanos());
      host.locked(process::requireAlive);
    }
    return result;
  }

  private <T> Result<T> inside(
      Operation operation, String object, Supplier<T> effect, Optional<Fault.What> fault) {
    process.requireAlive();
    BootClock clock = process.machine().clock();
    clock.advance(BootClock.NANOS_PER_OPERATION);
    if (fault.isEmpty()) {
      return record(operation, object, attempt(operation, object, effect));
    }
    return switch (fault.get()) {
      case Fault.What.Fail fail ->
          record(operation, object, injected(operation, object, fail.errno()));
      case Fault.What.DoThenFail fail -> {
        Result<T> lost = attempt(operation, object, effect);
        closeWhatNobodyGot(lost);
        yield record(
            operation, object, lost.succeeded() ? injected(operation, object, fail.errno()) : lost);
      }
      case Fault.What.CrashBefore _ -> throw crash(operation, object);
      case Fault.What.CrashAfter _ -> {
        attempt(operation, object, effect);
        throw crash(operation, object);
      }
      case Fault.What.Slow slow -> {
        clock.advance(slow.nanos());
        yield record(operation, object, attempt(operation, object, effect));
      }
      case Fault.What.AnswerLate late -> {
        Result<T> result = record(operation, object, attempt(operation, object, effect));
        clock.advance(late.nanos());
        yield result;
      }
    };
  }

  private <T> Result<T> attempt(Operation operation, String object, Supplier<T> effect) {
    try {
      return Result.success(effect.get());
    } catch (Refusal refusal) {
      return Result.failure(refusal.during(operation, object));
    } finally {
      if (operation.changesKernel()) {
        host.checkInvariants();
      }
    }
  }

  private static <T> Result<T> injected(Operation operation, String object, Errno errno) {
    return Result.failure(KernelError.of(operation, object, errno, "a planned fault"));
  }

  /** A handle that the caller never sees cannot keep anything alive. */
  private <T> void closeWhatNobodyGot(Result<T> lost) {
    switch (lost.asOptional().orElse(null)) {
      case SimulatedHandle handle -> process.closeHandle(handle);
      case LoadedObject loaded -> loaded.close();
      case null, default -> {}
    }
  }

  private ProcessDied crash(Operation operation, String object) {
    host.recording()
        .add(new RecordedOperation(process.name(), operation, object, RecordedOperation.CRASH));
    process.die();
    host.checkInvariants();
    return new ProcessDied(process.name());
  }

  private <T> Result<T> record(Operation operation, String object, Result<T> result) {
    String outcome =
        switch (result) {
          case Result.Success<T> _ -> RecordedOperation.OK;
          case Result.Failure<T> failure -> failure.error().errno().name();
        };
    host.recording().add(new RecordedOperation(process.name(), operation, object, outcome));
    return result;
  }
}
