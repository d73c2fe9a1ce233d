package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TcFilterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tc filters of one direction, by priority. Within one priority the newest runs first, and a
 * replaced one keeps its place.
 */
final class FilterChain {

  /**
   * One filter; it keeps its program alive without a pin or a handle.
   *
   * @param program empty for a filter that is no BPF program
   */
  record Filter(int handle, String kind, String name, Optional<ProgramObject> program) {}

  static final String BPF = "bpf";

  private final TreeMap<Integer, List<Filter>> byPriority = new TreeMap<>();

  /** A filter and its priority, in the order in which they run. */
  record Ranked(int priority, Filter filter) {}

  List<Ranked> inOrder() {
    List<Ranked> all = new ArrayList<>();
    byPriority.forEach(
        (priority, filters) -> filters.forEach(filter -> all.add(new Ranked(priority, filter))));
    return all;
  }

  void add(TcFilterSpec spec, ProgramObject program) {
    requireBpf(spec.priority());
    if (find(spec.priority(), spec.handle()).isPresent()) {
      throw new Refusal(Errno.EEXIST, "a filter has that priority and handle");
    }
    insert(spec.priority(), filter(spec, program));
  }

  void replace(TcFilterSpec spec, ProgramObject program) {
    requireBpf(spec.priority());
    Optional<Filter> before = find(spec.priority(), spec.handle());
    if (before.isEmpty()) {
      insert(spec.priority(), filter(spec, program));
      return;
    }
    List<Filter> filters = byPriority.get(spec.priority());
    if (filters != null) {
      filters.set(filters.indexOf(before.get()), filter(spec, program));
    }
    before.get().program().ifPresent(ProgramObject::release);
  }

  private static Filter filter(TcFilterSpec spec, ProgramObject program) {
    if (program.type() != ProgramType.SCHED_CLS) {
      throw new Refusal(Errno.EINVAL, "a filter runs programs of type sched_cls");
    }
    program.retain();
    return new Filter(spec.handle(), BPF, spec.name(), Optional.of(program));
  }

  /** A filter of another classifier, which somebody else uses. */
  void addForeign(int priority, int handle, String kind) {
    insert(priority, new Filter(handle, kind, "", Optional.empty()));
  }

  private void insert(int priority, Filter filter) {
    byPriority.computeIfAbsent(priority, _ -> new ArrayList<>()).addFirst(filter);
  }

  void delete(int priority, int handle) {
    Filter filter =
        find(priority, handle)
            .orElseThrow(() -> new Refusal(Errno.ENOENT, "no filter has that priority and handle"));
    List<Filter> filters = byPriority.get(priority);
    if (filters != null) {
      filters.remove(filter);
      if (filters.isEmpty()) {
        byPriority.remove(priority);
      }
    }
    filter.program().ifPresent(ProgramObject::release);
  }

  void clear() {
    List<Ranked> all = inOrder();
    byPriority.clear();
    all.forEach(ranked -> ranked.filter().program().ifPresent(ProgramObject::release));
  }

  private Optional<Filter> find(int priority, int handle) {
    return byPriority.getOrDefault(priority, List.of()).stream()
        .filter(filter -> filter.handle() == handle)
        .findFirst();
  }

  private void requireBpf(int priority) {
    boolean another =
        byPriority.getOrDefault(priority, List.of()).stream()
            .anyMatch(filter -> !filter.kind().equals(BPF));
    if (another) {
      throw new Refusal(Errno.EINVAL, "the filters of that priority are of another kind");
    }
  }
}
