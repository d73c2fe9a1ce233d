package io.bpfledger.kernel.simulated;

/** The type information of one object file; it lives as long as a program or map refers to it. */
final class BtfObject extends KernelObject {

  private final Machine machine;

  BtfObject(Machine machine, int id) {
    super(id);
    this.machine = machine;
  }

  @Override
  void vanish() {
    machine.btfs().remove(this);
  }

  @Override
  String describe() {
    return "btf " + id();
  }
}
