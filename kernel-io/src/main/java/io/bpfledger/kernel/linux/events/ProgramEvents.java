package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.CpuList;
import io.bpfledger.kernel.linux.SystemFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Program loads and unloads on all CPUs. When other CPUs come into use, listening begins anew. */
final class ProgramEvents implements EventSource {

  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

  private static final String NONE = "";

  private final Supplier<Result<String>> online;
  private final Function<String, Result<List<ProgramRing>>> opening;

  /** The CPUs that are listened to. */
  private String cpus = NONE;

  private List<ProgramRing> rings = List.of();

  private ProgramEvents(
      Supplier<Result<String>> online, Function<String, Result<List<ProgramRing>>> opening) {
    this.online = online;
    this.opening = opening;
  }

  static Result<EventSource> open() {
    return open(ProgramEvents::online, ProgramEvents::openAll);
  }

  /**
   * Listens to the CPUs that are in use.
   *
   * @param online which these are now
   * @param opening opens the rings of all of them, or of none
   */
  static Result<EventSource> open(
      Supplier<Result<String>> online, Function<String, Result<List<ProgramRing>>> opening) {
    ProgramEvents events = new ProgramEvents(online, opening);
    return online.get().flatMap(events::listenTo).map(_ -> events);
  }

  private Result<Done> listenTo(String now) {
    return opening
        .apply(now)
        .map(
            opened -> {
              rings = opened;
              cpus = now;
              return Done.DONE;
            });
  }

  private static Result<String> online() {
    return SystemFile.read(ONLINE, Operation.SUBSCRIBE).map(String::strip);
  }

  private static Result<List<ProgramRing>> openAll(String cpus) {
    List<ProgramRing> rings = new ArrayList<>();
    for (int cpu : CpuList.numbers(cpus)) {
      switch (ProgramRing.open(cpu)) {
        case Result.Success<ProgramRing>(ProgramRing ring) -> rings.add(ring);
        case Result.Failure<ProgramRing>(KernelError error) -> {
          rings.forEach(ProgramRing::close);
          return Result.failure(explain(error));
        }
      }
    }
    return Result.success(rings);
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "EPERM", "EACCES" ->
          error.withDetail("hearing of the programs of others needs CAP_PERFMON");
      case "EMFILE" -> error.withDetail("each CPU takes one open file (RLIMIT_NOFILE)");
      default -> error;
    };
  }

  @Override
  public List<Integer> descriptors() {
    return rings.stream().map(ProgramRing::descriptor).toList();
  }

  @Override
  public void drain(Consumer<Notification> listener) {
    rings.forEach(ring -> ring.drain(listener));
  }

  @Override
  public void refresh(Consumer<Notification> listener) {
    String now = online.get().asOptional().orElse(cpus);
    if (!now.equals(cpus)) {
      drain(listener);
      close();
      // What cannot be opened now is tried again the next time. Each time something was missed.
      listenTo(now);
      listener.accept(new Notification.Lost(RecordRing.PROGRAMS));
    }
  }

  @Override
  public void close() {
    rings.forEach(ProgramRing::close);
    rings = List.of();
    cpus = NONE;
  }
}
