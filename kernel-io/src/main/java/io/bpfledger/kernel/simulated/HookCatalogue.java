package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.attach.CodeOffset;
import io.bpfledger.kernel.attach.UserCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be traced on the machine: tracepoints, kernel functions, binaries, processes. */
final class HookCatalogue {

  private static final long KERNEL_TEXT = 0xffff_ffff_8100_0000L;
  private static final int FUNCTION_BYTES = 0x100;

  /** A file of user space with its size and the offsets of its functions. */
  record Binary(Path path, long size, SortedMap<String, Long> functions) {

    long resolve(UserCode code) {
      return resolve(new CodeOffset(code.function(), code.offset()));
    }

    long resolve(CodeOffset place) {
      long start = place.function().map(this::offsetOf).orElse(0L);
      requireInside(start + place.bytes());
      return start + place.bytes();
    }

    private long offsetOf(String function) {
      Long offset = functions.get(function);
      if (offset == null) {
        throw new Refusal(Errno.ENOENT, path + " has no function " + function);
      }
      return offset;
    }

    private void requireInside(long offset) {
      if (offset < 0 || offset >= size) {
        throw new Refusal(Errno.EINVAL, "the offset is outside of " + path);
      }
    }
  }

  private final TreeSet<String> tracepoints = new TreeSet<>();
  private final TreeSet<String> rawTracepoints = new TreeSet<>();
  private final TreeSet<String> functions = new TreeSet<>();
  private final TreeMap<String, Binary> binaries = new TreeMap<>();
  private final TreeSet<Integer> pids = new TreeSet<>(List.of(1));

  private HookCatalogue() {}

  /** What nearly every machine has, as far as people use it in examples. */
  static HookCatalogue usual() {
    HookCatalogue catalogue = new HookCatalogue();
    for (String call :
        List.of(
            "accept",
            "bind",
            "bpf",
            "clone",
            "close",
            "connect",
            "execve",
            "execveat",
            "exit",
            "exit_group",
            "fork",
            "getpgid",
            "getpid",
            "getppid",
            "kill",
            "mkdir",
            "mount",
            "open",
            "openat",
            "openat2",
            "read",
            "rename",
            "renameat2",
            "sendto",
            "socket",
            "unlink",
            "unlinkat",
            "write")) {
      catalogue.addTracepoint("syscalls", "sys_enter_" + call);
      catalogue.addTracepoint("syscalls", "sys_exit_" + call);
      catalogue.addFunction("__x64_sys_" + call);
    }
    for (String name :
        List.of(
            "sched_switch",
            "sched_wakeup",
            "sched_process_fork",
            "sched_process_exec",
            "sched_process_exit")) {
      catalogue.addTracepoint("sched", name);
      catalogue.addRawTracepoint(name);
    }
    for (String name : List.of("netif_receive_skb", "net_dev_queue", "net_dev_xmit")) {
      catalogue.addTracepoint("net", name);
      catalogue.addRawTracepoint(name);
    }
    catalogue.addTracepoint("raw_syscalls", "sys_enter");
    catalogue.addTracepoint("raw_syscalls", "sys_exit");
    catalogue.addTracepoint("skb", "kfree_skb");
    List.of("sys_enter", "sys_exit", "kfree_skb", "task_newtask", "task_rename")
        .forEach(catalogue::addRawTracepoint);
    List.of(
            "do_unlinkat",
            "do_sys_openat2",
            "vfs_read",
            "vfs_write",
            "vfs_open",
            "vfs_unlink",
            "tcp_connect",
            "tcp_v4_connect",
            "tcp_sendmsg",
            "tcp_recvmsg",
            "udp_sendmsg",
            "ip_rcv",
            "kernel_clone",
            "wake_up_new_task",
            "bpf_modify_return_test",
            "bpf_fentry_test1",
            "security_file_open",
            "security_bprm_check",
            "file_open",
            "bprm_check_security",
            "socket_connect",
            "task_alloc")
        .forEach(catalogue::addFunction);
    catalogue.addBinary(
        Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6"),
        2_000_000,
        Map.of("getpid", 0xd_4000L, "getpgid", 0xd_4100L, "malloc", 0x9_7000L, "open", 0xf_4000L));
    catalogue.addBinary(Path.of("/bin/true"), 40_000, Map.of("main", 0x2400L));
    catalogue.addBinary(
        Path.of("/bin/bash"), 1_300_000, Map.of("main", 0x3_0000L, "readline", 0xb_0000L));
    return catalogue;
  }

  void addTracepoint(String category, String name) {
    tracepoints.add(category + "/" + name);
  }

  void addRawTracepoint(String name) {
    rawTracepoints.add(name);
  }

  void addFunction(String name) {
    functions.add(name);
  }

  void addBinary(Path path, long size, Map<String, Long> offsets) {
    binaries.put(path.toString(), new Binary(path, size, new TreeMap<>(offsets)));
  }

  void removeBinary(Path path) {
    binaries.remove(path.toString());
  }

  void addPid(int pid) {
    pids.add(pid);
  }

  void removePid(int pid) {
    pids.remove(pid);
  }

  void requireTracepoint(String category, String name) {
    if (!tracepoints.contains(category + "/" + name)) {
      throw new Refusal(Errno.ENOENT, "the kernel has no tracepoint of that name");
    }
  }

  void requireRawTracepoint(String name) {
    if (!rawTracepoints.contains(name)) {
      throw new Refusal(Errno.ENOENT, "the kernel has no raw tracepoint of that name");
    }
  }

  void requireFunction(String name, Errno errnoWhenUnknown) {
    if (!functions.contains(name)) {
      throw new Refusal(errnoWhenUnknown, "the kernel has no function " + name);
    }
  }

  boolean hasFunction(String name) {
    return functions.contains(name);
  }

  /** The number of its type information: the same in every run. */
  int btfId(String name) {
    return 1_000 + Math.floorMod(name.hashCode(), 100_000);
  }

  boolean hasRawTracepoint(String name) {
    return rawTracepoints.contains(name);
  }

  /** Where the function would be in memory: the same in every run. */
  long address(String function) {
    return KERNEL_TEXT + (long) functions.headSet(function).size() * FUNCTION_BYTES;
  }

  /** A binary by its path, or a library by its bare name. */
  Binary requireBinary(Path path) {
    Optional<Binary> found =
        Optional.ofNullable(binaries.get(path.toString()))
            .or(
                () ->
                    path.isAbsolute()
                        ? Optional.empty()
                        : binaries.values().stream()
                            .filter(binary -> isLibrary(binary, path.toString()))
                            .findFirst());
    return found.orElseThrow(() -> new Refusal(Errno.ENOENT, "there is no file " + path));
  }

  private static boolean isLibrary(Binary binary, String name) {
    String file = String.valueOf(binary.path().getFileName());
    return file.equals(name) || file.startsWith(name + ".so");
  }

  void requirePid(int pid) {
    if (!pids.contains(pid)) {
      throw new Refusal(Errno.ESRCH, "there is no process " + pid);
    }
  }
}
