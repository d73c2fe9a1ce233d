package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.attach.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network interface and all that hangs on it. */
final class InterfaceNode {

  private final NamespaceNode namespace;
  private final int index;
  private final boolean driverRunsXdp;
  private String name;
  private final XdpHook xdp = new XdpHook();
  private final TcxHook tcxIngress = new TcxHook();
  private final TcxHook tcxEgress = new TcxHook();
  private @Nullable Clsact clsact;
  private @Nullable String foreignIngressQdisc;
  private boolean everHadIngress;

  InterfaceNode(NamespaceNode namespace, int index, String name, boolean driverRunsXdp) {
    this.namespace = namespace;
    this.index = index;
    this.name = name;
    this.driverRunsXdp = driverRunsXdp;
  }

  NamespaceNode namespace() {
    return namespace;
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
  }

  boolean driverRunsXdp() {
    return driverRunsXdp;
  }

  XdpHook xdp() {
    return xdp;
  }

  TcxHook tcx(Direction direction) {
    return switch (direction) {
      case INGRESS -> tcxIngress;
      case EGRESS -> tcxEgress;
    };
  }

  Optional<Clsact> clsact() {
    return Optional.ofNullable(clsact);
  }

  void setClsact(@Nullable Clsact newClsact) {
    clsact = newClsact;
    everHadIngress = true;
  }

  /** Linux keeps the place of an ingress qdisc, and then refuses to delete none otherwise. */
  boolean everHadIngress() {
    return everHadIngress;
  }

  /** An ingress qdisc of somebody else that is no clsact; both cannot be at once. */
  Optional<String> foreignIngressQdisc() {
    return Optional.ofNullable(foreignIngressQdisc);
  }

  void setForeignIngressQdisc(@Nullable String kind) {
    everHadIngress = true;
    foreignIngressQdisc = kind;
  }

  /** All links that hold a hook of this interface. */
  List<LinkObject> links() {
    List<LinkObject> all = new ArrayList<>();
    xdp.link().ifPresent(all::add);
    all.addAll(tcxIngress.members());
    all.addAll(tcxEgress.members());
    return all;
  }

  /** The tc filters of one direction, in the order in which they run. */
  List<FilterChain.Ranked> filters(Direction direction) {
    return clsact().map(qdisc -> qdisc.filters(direction).inOrder()).orElse(List.of());
  }

  /** The device goes: links become defunct, filters vanish. */
  void vanish() {
    xdp.deviceGone();
    tcxIngress.deviceGone();
    tcxEgress.deviceGone();
    if (clsact != null) {
      clsact.vanish();
      clsact = null;
    }
  }
}
