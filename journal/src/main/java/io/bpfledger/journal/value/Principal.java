package io.bpfledger.journal.value;

/** Who caused an event. */
public sealed interface Principal {

  String describe();

  /**
   * A process, as the kernel named the peer of a connection, or the service itself.
   *
   * @param uid its user, unsigned
   * @param gid its group, unsigned
   * @param command what it called itself; empty when it had ended before it could be asked
   */
  record Peer(long uid, long gid, int pid, String command) implements Principal {

    private static final int COMMAND_CHARACTERS_MAX = 64;

    public Peer {
      Limits.notNegative("uid", uid);
      Limits.notNegative("gid", gid);
      Limits.notNegative("pid", pid);
      Limits.text("command", command, 0, COMMAND_CHARACTERS_MAX);
    }

    @Override
    public String describe() {
      String name = command.isEmpty() ? "" : " (" + command + ")";
      return "uid " + uid + " gid " + gid + " pid " + pid + name;
    }
  }

  /** The reconciler, on its own. */
  record Reconciler() implements Principal {

    @Override
    public String describe() {
      return "reconciler";
    }
  }
}
