package io.bpfledger.kernel.linux;

import static io.bpfledger.kernel.Operation.BIND_MAP;
import static io.bpfledger.kernel.Operation.CREATE_MAP;
import static io.bpfledger.kernel.Operation.DELETE_ELEMENT;
import static io.bpfledger.kernel.Operation.DESCRIBE_LINK;
import static io.bpfledger.kernel.Operation.DESCRIBE_MAP;
import static io.bpfledger.kernel.Operation.DESCRIBE_PROGRAM;
import static io.bpfledger.kernel.Operation.FREEZE_MAP;
import static io.bpfledger.kernel.Operation.LOOKUP_ELEMENT;
import static io.bpfledger.kernel.Operation.MAKE_DIRECTORY;
import static io.bpfledger.kernel.Operation.MOUNT_BPFFS;
import static io.bpfledger.kernel.Operation.NEXT_LINK;
import static io.bpfledger.kernel.Operation.NEXT_MAP;
import static io.bpfledger.kernel.Operation.NEXT_PROGRAM;
import static io.bpfledger.kernel.Operation.OPEN_LINK;
import static io.bpfledger.kernel.Operation.OPEN_MAP;
import static io.bpfledger.kernel.Operation.OPEN_PIN;
import static io.bpfledger.kernel.Operation.OPEN_PROGRAM;
import static io.bpfledger.kernel.Operation.PIN;
import static io.bpfledger.kernel.Operation.REMOVE_DIRECTORY;
import static io.bpfledger.kernel.Operation.RENAME;
import static io.bpfledger.kernel.Operation.SYMLINK;
import static io.bpfledger.kernel.Operation.TEST_RUN;
import static io.bpfledger.kernel.Operation.UNLINK;
import static io.bpfledger.kernel.Operation.UNMOUNT_BPFFS;
import static io.bpfledger.kernel.Operation.UPDATE_ELEMENT;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an errno means for one operation, where the kernel always means the same by it. What depends
 * on more than the operation is said where it is known.
 */
final class Meaning {

  private static final Map<Operation, Map<Errno, String>> TABLE = new EnumMap<>(Operation.class);

  static {
    List<Operation> next = List.of(NEXT_PROGRAM, NEXT_MAP, NEXT_LINK);
    List<Operation> open = List.of(OPEN_PROGRAM, OPEN_MAP, OPEN_LINK);
    List<Operation> describe = List.of(DESCRIBE_PROGRAM, DESCRIBE_MAP, DESCRIBE_LINK);
    rows(next, Errno.EPERM, "looking at objects by id needs CAP_SYS_ADMIN");
    for (List<Operation> byId : List.of(open, describe)) {
      rows(byId, Errno.EPERM, "looking at objects by id needs CAP_SYS_ADMIN");
      rows(byId, Errno.ENOENT, "it is gone");
      rows(byId, Errno.EMFILE, "this process has as many files open as it may (RLIMIT_NOFILE)");
    }
    rows(describe, Errno.EBADFD, "there is no such descriptor");
    rows(describe, Errno.EINVAL, "the descriptor is no BPF object");
    rows(describe, Errno.E2BIG, "the kernel was asked for fields that it does not know");

    row(BIND_MAP, Errno.EINVAL, "this kernel cannot bind maps to such a program");
    row(
        TEST_RUN,
        Errno.EINVAL,
        "a packet has 14 bytes at least and fits in a page, and programs of some types take none");
    row(TEST_RUN, Errno.ENOTSUPP, "programs of this type have no test-run");
    row(TEST_RUN, Errno.ENOSPC, "the packet outgrew the room for the answer");

    row(CREATE_MAP, Errno.EPERM, "creating maps needs CAP_BPF");
    row(CREATE_MAP, Errno.EINVAL, "this type of map takes no such sizes, flags or name");
    row(CREATE_MAP, Errno.E2BIG, "the map would be larger than the kernel allows");
    row(LOOKUP_ELEMENT, Errno.EOPNOTSUPP, "maps of this type cannot be read by key");
    row(UPDATE_ELEMENT, Errno.EPERM, "the map is frozen, or read-only for user space");
    row(UPDATE_ELEMENT, Errno.EEXIST, "there is a value at that key already");
    row(UPDATE_ELEMENT, Errno.ENOENT, "there is no value at that key");
    row(UPDATE_ELEMENT, Errno.E2BIG, "the key is past the end of the map, or the map is full");
    row(UPDATE_ELEMENT, Errno.EINVAL, "this type of map takes no such key, value or mode");
    row(DELETE_ELEMENT, Errno.EPERM, "the map is frozen, or read-only for user space");
    row(DELETE_ELEMENT, Errno.ENOENT, "there is no value at that key");
    row(DELETE_ELEMENT, Errno.EINVAL, "elements of an array cannot be deleted");
    row(FREEZE_MAP, Errno.EPERM, "it is frozen already, or read-only for user space");
    row(FREEZE_MAP, Errno.EBUSY, "a process has it mapped for writing");

    row(MOUNT_BPFFS, Errno.EPERM, "mounting needs CAP_SYS_ADMIN");
    row(MOUNT_BPFFS, Errno.ENODEV, "this kernel has no bpffs (CONFIG_BPF_SYSCALL)");
    row(UNMOUNT_BPFFS, Errno.EBUSY, "somebody works in it");
    row(PIN, Errno.EEXIST, "the path is taken");
    row(PIN, Errno.ENOENT, "the directory is missing");
    row(PIN, Errno.EPERM, "the path is on no bpffs, or the name holds a '.'");
    row(OPEN_PIN, Errno.ENOENT, "nothing is pinned there");
    row(OPEN_PIN, Errno.EACCES, "it is no pin of a BPF object");
    row(OPEN_PIN, Errno.EPERM, "the path is on no bpffs");
    row(MAKE_DIRECTORY, Errno.EEXIST, "the path is taken");
    row(MAKE_DIRECTORY, Errno.ENOENT, "the parent directory is missing");
    row(MAKE_DIRECTORY, Errno.EPERM, "names in a bpffs hold no '.'");
    row(REMOVE_DIRECTORY, Errno.ENOTEMPTY, "something is in it");
    row(REMOVE_DIRECTORY, Errno.EBUSY, "something is mounted there");
    row(RENAME, Errno.ENOENT, "there is no such pin or directory, or the target's is missing");
    row(RENAME, Errno.ENOTEMPTY, "the target is a directory with something in it");
    row(RENAME, Errno.EXDEV, "a pin cannot leave its bpffs");
    row(RENAME, Errno.EPERM, "names in a bpffs hold no '.'");
    row(UNLINK, Errno.EISDIR, "it is a directory");
    row(SYMLINK, Errno.EEXIST, "the path is taken");
    row(SYMLINK, Errno.EPERM, "names in a bpffs hold no '.'");
  }

  private Meaning() {}

  /** The meaning, or an empty text where the errno's name must do. */
  static String of(Operation operation, Errno errno) {
    return TABLE.getOrDefault(operation, Map.of()).getOrDefault(errno, "");
  }

  private static void rows(List<Operation> operations, Errno errno, String meaning) {
    operations.forEach(operation -> row(operation, errno, meaning));
  }

  private static void row(Operation operation, Errno errno, String meaning) {
    TABLE.computeIfAbsent(operation, _ -> new HashMap<>()).put(errno, meaning);
  }
}
