package io.bpfledger.journal.value;

/** How one entity is looked after. */
public record Policy(RestartPolicy restart, RepairMode repair) {

  public static final Policy DEFAULT = new Policy(RestartPolicy.ENSURE, RepairMode.REPAIR);

  public static final Policy ONCE = new Policy(RestartPolicy.ONCE, RepairMode.REPAIR);
}
