package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.TrafficControl;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.linux.netlink.NetlinkRequest;
import io.bpfledger.kernel.linux.netlink.NetlinkSocket;
import io.bpfledger.kernel.linux.netlink.TrafficControlMessage;
import java.util.List;
import java.util.Optional;

/** Queueing disciplines and filters, through route netlink. */
public final class LinuxTrafficControl implements TrafficControl {

  @Override
  public Result<List<Qdisc>> qdiscs(NetworkInterface networkInterface) {
    return NetlinkSocket.within(
            networkInterface.namespace(),
            Operation.LIST_QDISCS,
            socket ->
                socket.dump(
                    TrafficControlMessage.listQdiscs(networkInterface.index()),
                    Operation.LIST_QDISCS,
                    networkInterface.name()))
        .map(
            messages ->
                messages.stream()
                    .map(TrafficControlMessage::qdiscOf)
                    .filter(qdisc -> qdisc.interfaceIndex() == networkInterface.index())
                    .toList());
  }

  @Override
  public Result<Done> addClsact(NetworkInterface networkInterface) {
    return change(
            networkInterface,
            TrafficControlMessage.addClsact(networkInterface.index()),
            Operation.ADD_CLSACT,
            networkInterface.name())
        .mapError(error -> clsactRefused(error, networkInterface));
  }

  @Override
  public Result<Done> deleteClsact(NetworkInterface networkInterface) {
    return change(
            networkInterface,
            TrafficControlMessage.deleteClsact(networkInterface.index()),
            Operation.DELETE_CLSACT,
            networkInterface.name())
        .mapError(
            error ->
                switch (error.errno().name()) {
                  case "ENOENT" -> error.withFurtherDetail("the interface has no clsact qdisc");
                  case "EINVAL" ->
                      error.withFurtherDetail("the interface has no clsact but an ingress qdisc");
                  default -> common(error, networkInterface);
                });
  }

  @Override
  public Result<List<TcFilter>> filters(TcTarget target) {
    NetworkInterface networkInterface = target.networkInterface();
    return NetlinkSocket.within(
            networkInterface.namespace(),
            Operation.LIST_FILTERS,
            socket ->
                socket.dump(
                    TrafficControlMessage.listFilters(networkInterface.index(), target.direction()),
                    Operation.LIST_FILTERS,
                    target.describe()))
        .map(
            messages ->
                messages.stream()
                    .map(message -> TrafficControlMessage.filterOf(message, target.direction()))
                    .flatMap(Optional::stream)
                    .toList());
  }

  @Override
  public Result<Done> addFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program) {
    return setFilter(target, filter, program, NetlinkRequest.EXCLUSIVE, Operation.ADD_FILTER);
  }

  @Override
  public Result<Done> replaceFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program) {
    return setFilter(target, filter, program, NetlinkRequest.REPLACE, Operation.REPLACE_FILTER);
  }

  @Override
  public Result<Done> deleteFilter(TcTarget target, int priority, int handle) {
    String object = object(target, priority, handle);
    if (priority < 1 || priority > 0xffff || handle == 0) {
      // To the kernel 0 means all: it would remove the filters of others, too.
      return Result.failure(
          KernelError.of(
              Operation.DELETE_FILTER,
              object,
              Errno.EINVAL,
              "a filter is named by a priority from 1 to 65535 and a handle that is not 0"));
    }
    NetworkInterface networkInterface = target.networkInterface();
    return change(
            networkInterface,
            TrafficControlMessage.deleteFilter(
                networkInterface.index(), target.direction(), priority, handle),
            Operation.DELETE_FILTER,
            object)
        .mapError(
            error ->
                switch (error.errno().name()) {
                  case "ENOENT" -> error.withFurtherDetail("there is no such filter");
                  case "EINVAL" ->
                      error.withFurtherDetail(
                          "the interface has no clsact qdisc, or another kind of filter has that"
                              + " priority");
                  default -> common(error, networkInterface);
                });
  }

  private Result<Done> setFilter(
      TcTarget target, TcFilterSpec filter, ProgramHandle program, int flag, Operation operation) {
    NetworkInterface networkInterface = target.networkInterface();
    return change(
            networkInterface,
            TrafficControlMessage.setFilter(
                networkInterface.index(),
                target.direction(),
                filter,
                LinuxProgram.number(program),
                flag),
            operation,
            object(target, filter.priority(), filter.handle()))
        .mapError(
            error ->
                switch (error.errno().name()) {
                  case "EEXIST" ->
                      error.withFurtherDetail("a filter with that priority and handle is there");
                  case "ENOENT" -> error.withMissingFeature(Feature.CLS_BPF);
                  case "EINVAL" ->
                      error.withFurtherDetail(
                          "the interface needs a clsact qdisc, the priority must not be that of"
                              + " filters of another kind, and the program must be of type"
                              + " sched_cls");
                  default -> common(error, networkInterface);
                });
  }

  private static Result<Done> change(
      NetworkInterface networkInterface,
      NetlinkRequest request,
      Operation operation,
      String object) {
    return NetlinkSocket.within(
        networkInterface.namespace(),
        operation,
        socket -> socket.change(request, operation, object));
  }

  private KernelError clsactRefused(KernelError error, NetworkInterface networkInterface) {
    return switch (error.errno().name()) {
      case "EEXIST" -> error.withFurtherDetail(occupant(networkInterface));
      case "ENOENT" -> error.withMissingFeature(Feature.CLS_BPF);
      default -> common(error, networkInterface);
    };
  }

  /** Which qdisc sits where clsact would. */
  private String occupant(NetworkInterface networkInterface) {
    return qdiscs(networkInterface)
        .asOptional()
        .flatMap(
            qdiscs ->
                qdiscs.stream()
                    .filter(qdisc -> qdisc.parent() == TrafficControlMessage.CLSACT_PARENT)
                    .findFirst())
        .map(
            qdisc ->
                qdisc.kind().equals("clsact")
                    ? "the interface has a clsact qdisc already"
                    : "the interface has a qdisc of kind "
                        + qdisc.kind()
                        + " where clsact would be; it is not ours to remove ('tc qdisc del dev "
                        + networkInterface.name()
                        + " ingress' does)")
        .orElse("a qdisc is there already");
  }

  private static KernelError common(KernelError error, NetworkInterface networkInterface) {
    return switch (error.errno().name()) {
      case "ENODEV" ->
          error.withFurtherDetail(
              "interface "
                  + networkInterface.index()
                  + " is gone from "
                  + networkInterface.namespace());
      case "EPERM" -> error.withFurtherDetail("changing filters needs CAP_NET_ADMIN there");
      default -> error;
    };
  }

  private static String object(TcTarget target, int priority, int handle) {
    return target.describe() + " priority " + priority + " handle " + handle;
  }
}
