package io.bpfledger.kernel.linux.netlink;

import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The messages about qdiscs and filters: {@code struct tcmsg} and TCA_* attributes. */
public final class TrafficControlMessage {

  public static final int NEW_QDISC = 36;
  public static final int DELETE_QDISC = 37;
  private static final int GET_QDISC = 38;
  public static final int NEW_FILTER = 44;
  public static final int DELETE_FILTER = 45;
  private static final int GET_FILTER = 46;

  private static final int NEW_CHAIN = 100;
  private static final int GET_CHAIN = 102;

  private static final int FIXED_BYTES = 20;
  private static final int INDEX = 4;
  private static final int HANDLE = 8;
  private static final int PARENT = 12;
  private static final int INFO = 16;

  private static final int KIND = 1;
  private static final int OPTIONS = 2;
  private static final int CHAIN = 11;

  private static final int BPF_FD = 6;
  private static final int BPF_NAME = 7;
  private static final int BPF_FLAGS = 8;
  private static final int BPF_ID = 11;
  private static final int DIRECT_ACTION = 1;

  /** The parent of both clsact and the old ingress qdisc. */
  public static final int CLSACT_PARENT = 0xfffffff1;

  private static final int CLSACT_HANDLE = 0xffff0000;
  private static final int INGRESS_PARENT = 0xfffffff2;
  private static final int EGRESS_PARENT = 0xfffffff3;

  /** Stands where the interface does for filters that several interfaces share. */
  private static final int SHARED_BLOCK = -1;

  private static final int ALL_PROTOCOLS = 3;
  private static final String CLSACT_KIND = "clsact";
  private static final String BPF_KIND = "bpf";

  private TrafficControlMessage() {}

  public static NetlinkRequest listQdiscs(int interfaceIndex) {
    return NetlinkRequest.of(GET_QDISC, 0).fixed(fixedPart(interfaceIndex, 0, 0, 0));
  }

  public static NetlinkRequest addClsact(int interfaceIndex) {
    return NetlinkRequest.of(NEW_QDISC, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE)
        .fixed(fixedPart(interfaceIndex, CLSACT_HANDLE, CLSACT_PARENT, 0))
        .text(KIND, CLSACT_KIND);
  }

  public static NetlinkRequest deleteClsact(int interfaceIndex) {
    return NetlinkRequest.of(DELETE_QDISC, 0)
        .fixed(fixedPart(interfaceIndex, CLSACT_HANDLE, CLSACT_PARENT, 0))
        .text(KIND, CLSACT_KIND);
  }

  public static NetlinkRequest listFilters(int interfaceIndex, Direction direction) {
    return NetlinkRequest.of(GET_FILTER, 0)
        .fixed(fixedPart(interfaceIndex, 0, parent(direction), 0));
  }

  /**
   * Sets a filter: {@link NetlinkRequest#EXCLUSIVE} for a new one, {@link NetlinkRequest#REPLACE}
   * to put the program in place of that of the filter there, if any, with no packet unfiltered.
   */
  public static NetlinkRequest setFilter(
      int interfaceIndex, Direction direction, TcFilterSpec filter, int programFd, int flag) {
    return NetlinkRequest.of(NEW_FILTER, NetlinkRequest.CREATE | flag)
        .fixed(
            fixedPart(
                interfaceIndex, filter.handle(), parent(direction), information(filter.priority())))
        .text(KIND, BPF_KIND)
        .nested(
            OPTIONS,
            options ->
                options
                    .number(BPF_FD, programFd)
                    .text(BPF_NAME, filter.name())
                    .number(BPF_FLAGS, DIRECT_ACTION));
  }

  public static NetlinkRequest deleteFilter(
      int interfaceIndex, Direction direction, int priority, int handle) {
    return NetlinkRequest.of(DELETE_FILTER, 0)
        .fixed(fixedPart(interfaceIndex, handle, parent(direction), information(priority)))
        .text(KIND, BPF_KIND);
  }

  /** Whether a message tells of a qdisc, class, filter, or chain of filters. */
  public static boolean isOne(NetlinkMessage message) {
    int type = message.type();
    return (type >= NEW_QDISC && type <= GET_FILTER) || (type >= NEW_CHAIN && type <= GET_CHAIN);
  }

  /** The interface that a message about a qdisc or filter is for. */
  public static int interfaceIndexOf(NetlinkMessage message) {
    return message.number(INDEX);
  }

  public static Qdisc qdiscOf(NetlinkMessage message) {
    return new Qdisc(
        message.number(INDEX),
        message.attributes(FIXED_BYTES).text(KIND).orElse(""),
        message.number(HANDLE),
        message.number(PARENT));
  }

  /**
   * The filter a message tells of; empty for the head of a priority, which has no handle, and for a
   * filter of the other direction: an old ingress qdisc tells its filters whichever is asked for.
   */
  public static Optional<TcFilter> filterOf(NetlinkMessage message, Direction direction) {
    NetlinkAttributes attributes = message.attributes(FIXED_BYTES);
    NetlinkAttributes options = attributes.nested(OPTIONS);
    int handle = message.number(HANDLE);
    if (handle == 0 || !isOf(message, direction)) {
      return Optional.empty();
    }
    String kind = attributes.text(KIND).orElse("");
    boolean bpf = kind.equals(BPF_KIND);
    Optional<ProgramId> program = Optional.empty();
    if (bpf && options.number(BPF_ID).orElse(0) != 0) {
      program = Optional.of(new ProgramId(options.number(BPF_ID).getAsInt()));
    }
    return Optional.of(
        new TcFilter(
            message.number(INDEX),
            direction,
            message.number(INFO) >>> 16,
            handle,
            attributes.number(CHAIN).orElse(0),
            kind,
            bpf ? options.text(BPF_NAME).orElse("") : "",
            program,
            bpf && (options.number(BPF_FLAGS).orElse(0) & DIRECT_ACTION) != 0));
  }

  /** Filters of a block that interfaces share tell the block where others tell the direction. */
  private static boolean isOf(NetlinkMessage message, Direction direction) {
    boolean ofEgress = message.number(PARENT) == EGRESS_PARENT;
    return message.number(INDEX) == SHARED_BLOCK || ofEgress == (direction == Direction.EGRESS);
  }

  private static int parent(Direction direction) {
    return switch (direction) {
      case INGRESS -> INGRESS_PARENT;
      case EGRESS -> EGRESS_PARENT;
    };
  }

  /** Priority, and the protocol in network order. */
  private static int information(int priority) {
    short protocol = ALL_PROTOCOLS;
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      protocol = Short.reverseBytes(protocol);
    }
    return (priority << 16) | Short.toUnsignedInt(protocol);
  }

  private static ByteBuffer fixedPart(int index, int handle, int parent, int information) {
    return ByteBuffer.allocate(FIXED_BYTES)
        .order(ByteOrder.nativeOrder())
        .putInt(INDEX, index)
        .putInt(HANDLE, handle)
        .putInt(PARENT, parent)
        .putInt(INFO, information);
  }
}
