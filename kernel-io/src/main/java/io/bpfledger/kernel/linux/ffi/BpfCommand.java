package io.bpfledger.kernel.linux.ffi;

/** The commands of {@code bpf(2)} we use. */
public final class BpfCommand {

  public static final int MAP_CREATE = 0;
  public static final int MAP_LOOKUP_ELEM = 1;
  public static final int MAP_UPDATE_ELEM = 2;
  public static final int MAP_DELETE_ELEM = 3;
  public static final int MAP_GET_NEXT_KEY = 4;
  public static final int PROG_LOAD = 5;
  public static final int OBJ_PIN = 6;
  public static final int OBJ_GET = 7;
  public static final int PROG_TEST_RUN = 10;
  public static final int PROG_GET_NEXT_ID = 11;
  public static final int MAP_GET_NEXT_ID = 12;
  public static final int PROG_GET_FD_BY_ID = 13;
  public static final int MAP_GET_FD_BY_ID = 14;
  public static final int OBJ_GET_INFO_BY_FD = 15;
  public static final int PROG_QUERY = 16;
  public static final int RAW_TRACEPOINT_OPEN = 17;
  public static final int BTF_LOAD = 18;
  public static final int BTF_GET_FD_BY_ID = 19;
  public static final int MAP_FREEZE = 22;
  public static final int BTF_GET_NEXT_ID = 23;
  public static final int LINK_CREATE = 28;
  public static final int LINK_UPDATE = 29;
  public static final int LINK_GET_FD_BY_ID = 30;
  public static final int LINK_GET_NEXT_ID = 31;
  public static final int LINK_DETACH = 34;
  public static final int PROG_BIND_MAP = 35;

  private BpfCommand() {}
}
