package io.bpfledger.kernel;

/**
 * Every operation of the port, by the words that errors, recordings and fault plans share.
 *
 * <p>An operation that only reads says so: a recording of a dry run must hold no other.
 */
public enum Operation {
  OPEN_KERNEL("open-kernel", "open kernel", false),
  LOAD_OBJECT("load", "load object", true),
  OPEN_PROGRAM("open-program", "open program", false),
  DESCRIBE_PROGRAM("describe-program", "describe program", false),
  NEXT_PROGRAM("next-program", "enumerate programs", false),
  BIND_MAP("bind-map", "bind map to program", true),
  TEST_RUN("test-run", "test-run program", false),
  CREATE_MAP("create-map", "create map", true),
  OPEN_MAP("open-map", "open map", false),
  DESCRIBE_MAP("describe-map", "describe map", false),
  NEXT_MAP("next-map", "enumerate maps", false),
  LOOKUP_ELEMENT("lookup", "look up map element", false),
  NEXT_KEY("next-key", "enumerate map keys", false),
  UPDATE_ELEMENT("update", "update map element", true),
  DELETE_ELEMENT("delete", "delete map element", true),
  FREEZE_MAP("freeze", "freeze map", true),
  CREATE_LINK("attach", "attach program", true),
  UPDATE_LINK("update-link", "replace program of link", true),
  DETACH_LINK("detach", "detach link", true),
  OPEN_LINK("open-link", "open link", false),
  DESCRIBE_LINK("describe-link", "describe link", false),
  NEXT_LINK("next-link", "enumerate links", false),
  QUERY_HOOK("query-hook", "query hook", false),
  MOUNT_BPFFS("mount", "mount bpffs", true),
  UNMOUNT_BPFFS("unmount", "unmount bpffs", true),
  PIN("pin", "pin", true),
  OPEN_PIN("open-pin", "open pin", false),
  MAKE_DIRECTORY("mkdir", "make directory", true),
  REMOVE_DIRECTORY("rmdir", "remove directory", true),
  RENAME("rename", "rename", true),
  UNLINK("unlink", "remove pin", true),
  SYMLINK("symlink", "make symbolic link", true),
  LIST_DIRECTORY("list", "list directory", false),
  IDENTIFY_NAMESPACE("namespace", "identify network namespace", false),
  LOOKUP_INTERFACE("lookup-interface", "look up interface", false),
  LIST_INTERFACES("list-interfaces", "list interfaces", false),
  ADD_CLSACT("add-clsact", "add clsact qdisc", true),
  DELETE_CLSACT("delete-clsact", "delete clsact qdisc", true),
  LIST_QDISCS("list-qdiscs", "list qdiscs", false),
  ADD_FILTER("add-filter", "add tc filter", true),
  REPLACE_FILTER("replace-filter", "replace tc filter", true),
  DELETE_FILTER("delete-filter", "delete tc filter", true),
  LIST_FILTERS("list-filters", "list tc filters", false),
  SUBSCRIBE("subscribe", "subscribe to notifications", false),
  PROBE_FEATURE("probe", "probe feature", false),
  READ_HOST("host", "read host facts", false);

  private final String word;
  private final String phrase;
  private final boolean changesKernel;

  Operation(String word, String phrase, boolean changesKernel) {
    this.word = word;
    this.phrase = phrase;
    this.changesKernel = changesKernel;
  }

  /** The short word of recordings and fault plans, such as {@code attach}. */
  public String word() {
    return word;
  }

  /** What an error message says was tried, such as {@code attach program}. */
  public String phrase() {
    return phrase;
  }

  /** Whether the kernel may differ after this operation. */
  public boolean changesKernel() {
    return changesKernel;
  }
}
