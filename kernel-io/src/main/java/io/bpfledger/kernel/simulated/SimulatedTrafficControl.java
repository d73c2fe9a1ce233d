package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.TrafficControl;
import io.bpfledger.kernel.attach.TcTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Queueing disciplines and filters, as one process reaches them. */
final class SimulatedTrafficControl implements TrafficControl {

  private static final int CLSACT_HANDLE = 0xffff_0000;
  private static final int CLSACT_PARENT = 0xffff_fff1;
  private static final int ROOT_PARENT = 0xffff_ffff;

  private final SimulatedProcess process;
  private final Machine machine;

  SimulatedTrafficControl(SimulatedProcess process) {
    this.process = process;
    this.machine = process.machine();
  }

  @Override
  public Result<List<Qdisc>> qdiscs(NetworkInterface networkInterface) {
    return process
        .gate()
        .call(
            Operation.LIST_QDISCS,
            networkInterface.name(),
            () -> {
              List<Qdisc> found = new ArrayList<>();
              Optional<InterfaceNode> present = present(networkInterface);
              if (present.isEmpty()) {
                return found;
              }
              InterfaceNode device = present.get();
              found.add(new Qdisc(device.index(), "noqueue", 0, ROOT_PARENT));
              device
                  .clsact()
                  .map(_ -> "clsact")
                  .or(device::foreignIngressQdisc)
                  .ifPresent(
                      kind ->
                          found.add(new Qdisc(device.index(), kind, CLSACT_HANDLE, CLSACT_PARENT)));
              return found;
            });
  }

  @Override
  public Result<Done> addClsact(NetworkInterface networkInterface) {
    return change(
        Operation.ADD_CLSACT,
        networkInterface,
        device -> {
          machine.require(Feature.CLS_BPF);
          TrafficControlRules.addClsact(device);
        });
  }

  @Override
  public Result<Done> deleteClsact(NetworkInterface networkInterface) {
    return change(Operation.DELETE_CLSACT, networkInterface, TrafficControlRules::deleteClsact);
  }

  private Result<Done> change(
      Operation operation, NetworkInterface networkInterface, Consumer<InterfaceNode> effect) {
    return process
        .gate()
        .call(
            operation,
            networkInterface.name(),
            () -> {
              InterfaceNode device = device(networkInterface);
              effect.accept(device);
              machine.notices().trafficControlChanged(device);
              return Done.DONE;
            });
  }

  @Override
  public Result<List<TcFilter>> filters(TcTarget target) {
    return process
        .gate()
        .call(
            Operation.LIST_FILTERS,
            target.describe(),
            () -> {
              List<TcFilter> found = new ArrayList<>();
              present(target.networkInterface())
                  .ifPresent(
                      device ->
                          device
                              .filters(target.direction())
                              .forEach(ranked -> found.add(filter(device, target, ranked))));
              return found;
            });
  }

  private static TcFilter filter(InterfaceNode device, TcTarget target, FilterChain.Ranked ranked) {
    FilterChain.Filter filter = ranked.filter();
    return new TcFilter(
        device.index(),
        target.direction(),
        ranked.priority(),
        filter.handle(),
        0,
        filter.kind(),
        filter.name(),
        filter.program().map(program -> new ProgramId(program.id())),
        filter.program().isPresent());
  }

  @Override
  public Result<Done> addFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program) {
    return changeFilters(
        Operation.ADD_FILTER, target, (chain, running) -> chain.add(filter, running), program);
  }

  @Override
  public Result<Done> replaceFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program) {
    return changeFilters(
        Operation.REPLACE_FILTER,
        target,
        (chain, running) -> chain.replace(filter, running),
        program);
  }

  private Result<Done> changeFilters(
      Operation operation,
      TcTarget target,
      BiConsumer<FilterChain, ProgramObject> effect,
      ProgramHandle program) {
    return process
        .gate()
        .call(
            operation,
            target.describe(),
            () -> {
              machine.require(Feature.CLS_BPF);
              InterfaceNode device = device(target.networkInterface());
              FilterChain chain = TrafficControlRules.chain(device, target.direction());
              ProgramObject running = process.program(program);
              effect.accept(chain, running);
              machine.notices().trafficControlChanged(device);
              return Done.DONE;
            });
  }

  @Override
  public Result<Done> deleteFilter(TcTarget target, int priority, int handle) {
    return process
        .gate()
        .call(
            Operation.DELETE_FILTER,
            target.describe(),
            () -> {
              TrafficControlRules.requireNamed(priority, handle);
              InterfaceNode device = device(target.networkInterface());
              TrafficControlRules.chain(device, target.direction()).delete(priority, handle);
              machine.notices().trafficControlChanged(device);
              return Done.DONE;
            });
  }

  /** Netlink lists nothing, rather than refusing, when the interface is gone. */
  private Optional<InterfaceNode> present(NetworkInterface networkInterface) {
    return machine.network().find(networkInterface.namespace()).peek(networkInterface.index());
  }

  private InterfaceNode device(NetworkInterface networkInterface) {
    return machine.network().find(networkInterface, Errno.ENODEV);
  }
}
