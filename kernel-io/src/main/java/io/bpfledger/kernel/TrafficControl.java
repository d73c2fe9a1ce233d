package io.bpfledger.kernel;

import io.bpfledger.kernel.attach.TcTarget;
import java.util.List;

/** Queueing disciplines and filters. A filter needs no pin: it outlives the process that set it. */
public interface TrafficControl {

  Result<List<Qdisc>> qdiscs(NetworkInterface networkInterface);

  /** EEXIST when the interface has a clsact or ingress qdisc already. */
  Result<Done> addClsact(NetworkInterface networkInterface);

  /** Removes the clsact qdisc with all filters on it, whoever set them. */
  Result<Done> deleteClsact(NetworkInterface networkInterface);

  /** The filters of one direction that run BPF programs, and the others by kind only. */
  Result<List<TcFilter>> filters(TcTarget target);

  /** EEXIST when that priority and handle are taken; ENOENT or EINVAL without a qdisc. */
  Result<Done> addFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program);

  /** Replaces the program of the filter of that priority and handle in place, or adds it. */
  Result<Done> replaceFilter(TcTarget target, TcFilterSpec filter, ProgramHandle program);

  /** ENOENT when there is no such filter. */
  Result<Done> deleteFilter(TcTarget target, int priority, int handle);
}
