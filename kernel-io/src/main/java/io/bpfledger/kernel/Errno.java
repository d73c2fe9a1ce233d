package io.bpfledger.kernel;

import java.util.Map;
import java.util.Optional;

/**
 * An error number of the kernel, or of libbpf (4000 and above), with its name.
 *
 * <p>A record and not an enum: the kernel may answer a number that no table knows.
 */
public record Errno(int number) {

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "EPERM"),
          Map.entry(2, "ENOENT"),
          Map.entry(3, "ESRCH"),
          Map.entry(4, "EINTR"),
          Map.entry(5, "EIO"),
          Map.entry(6, "ENXIO"),
          Map.entry(7, "E2BIG"),
          Map.entry(8, "ENOEXEC"),
          Map.entry(9, "EBADF"),
          Map.entry(10, "ECHILD"),
          Map.entry(11, "EAGAIN"),
          Map.entry(12, "ENOMEM"),
          Map.entry(13, "EACCES"),
          Map.entry(14, "EFAULT"),
          Map.entry(16, "EBUSY"),
          Map.entry(17, "EEXIST"),
          Map.entry(18, "EXDEV"),
          Map.entry(19, "ENODEV"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(22, "EINVAL"),
          Map.entry(23, "ENFILE"),
          Map.entry(24, "EMFILE"),
          Map.entry(25, "ENOTTY"),
          Map.entry(27, "EFBIG"),
          Map.entry(28, "ENOSPC"),
          Map.entry(30, "EROFS"),
          Map.entry(33, "EDOM"),
          Map.entry(34, "ERANGE"),
          Map.entry(36, "ENAMETOOLONG"),
          Map.entry(38, "ENOSYS"),
          Map.entry(39, "ENOTEMPTY"),
          Map.entry(40, "ELOOP"),
          Map.entry(61, "ENODATA"),
          Map.entry(67, "ENOLINK"),
          Map.entry(71, "EPROTO"),
          Map.entry(75, "EOVERFLOW"),
          Map.entry(77, "EBADFD"),
          Map.entry(79, "ELIBACC"),
          Map.entry(84, "EILSEQ"),
          Map.entry(88, "ENOTSOCK"),
          Map.entry(90, "EMSGSIZE"),
          Map.entry(92, "ENOPROTOOPT"),
          Map.entry(95, "EOPNOTSUPP"),
          Map.entry(97, "EAFNOSUPPORT"),
          Map.entry(99, "EADDRNOTAVAIL"),
          Map.entry(105, "ENOBUFS"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(116, "ESTALE"),
          Map.entry(122, "EDQUOT"),
          Map.entry(524, "ENOTSUPP"),
          Map.entry(4000, "LIBBPF_ERRNO__LIBELF"),
          Map.entry(4001, "LIBBPF_ERRNO__FORMAT"),
          Map.entry(4002, "LIBBPF_ERRNO__KVERSION"),
          Map.entry(4003, "LIBBPF_ERRNO__ENDIAN"),
          Map.entry(4004, "LIBBPF_ERRNO__INTERNAL"),
          Map.entry(4005, "LIBBPF_ERRNO__RELOC"),
          Map.entry(4006, "LIBBPF_ERRNO__LOAD"),
          Map.entry(4007, "LIBBPF_ERRNO__VERIFY"),
          Map.entry(4008, "LIBBPF_ERRNO__PROG2BIG"),
          Map.entry(4009, "LIBBPF_ERRNO__KVER"),
          Map.entry(4010, "LIBBPF_ERRNO__PROGTYPE"),
          Map.entry(4011, "LIBBPF_ERRNO__WRNGPID"),
          Map.entry(4012, "LIBBPF_ERRNO__INVSEQ"),
          Map.entry(4013, "LIBBPF_ERRNO__NLPARSE"));

  public static final Errno EPERM = new Errno(1);
  public static final Errno ENOENT = new Errno(2);
  public static final Errno ESRCH = new Errno(3);
  public static final Errno EINTR = new Errno(4);
  public static final Errno EIO = new Errno(5);
  public static final Errno ENXIO = new Errno(6);
  public static final Errno E2BIG = new Errno(7);
  public static final Errno ENOEXEC = new Errno(8);
  public static final Errno EBADF = new Errno(9);
  public static final Errno EAGAIN = new Errno(11);
  public static final Errno ENOMEM = new Errno(12);
  public static final Errno EACCES = new Errno(13);
  public static final Errno EFAULT = new Errno(14);
  public static final Errno EBUSY = new Errno(16);
  public static final Errno EEXIST = new Errno(17);
  public static final Errno EXDEV = new Errno(18);
  public static final Errno ENODEV = new Errno(19);
  public static final Errno ENOTDIR = new Errno(20);
  public static final Errno EISDIR = new Errno(21);
  public static final Errno EINVAL = new Errno(22);
  public static final Errno EMFILE = new Errno(24);
  public static final Errno EFBIG = new Errno(27);
  public static final Errno ENOSPC = new Errno(28);
  public static final Errno ERANGE = new Errno(34);
  public static final Errno ENAMETOOLONG = new Errno(36);
  public static final Errno ENOTEMPTY = new Errno(39);
  public static final Errno ELOOP = new Errno(40);
  public static final Errno ENOLINK = new Errno(67);
  public static final Errno EPROTO = new Errno(71);
  public static final Errno EBADFD = new Errno(77);
  public static final Errno ELIBACC = new Errno(79);
  public static final Errno EILSEQ = new Errno(84);
  public static final Errno ENOTSOCK = new Errno(88);
  public static final Errno EMSGSIZE = new Errno(90);
  public static final Errno EOPNOTSUPP = new Errno(95);
  public static final Errno EAFNOSUPPORT = new Errno(97);
  public static final Errno ETIMEDOUT = new Errno(110);
  public static final Errno ESTALE = new Errno(116);
  public static final Errno ENOTSUPP = new Errno(524);

  public Errno {
    if (number <= 0) {
      throw new IllegalArgumentException("an error number is positive, not " + number);
    }
  }

  /** The number that {@code name} stands for, such as {@code EBUSY}. */
  public static Optional<Errno> named(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(entry -> new Errno(entry.getKey()))
        .findFirst();
  }

  /** The symbolic name, or {@code errno} for a number that no table knows. */
  public String name() {
    return NAMES.getOrDefault(number, "errno");
  }

  @Override
  public String toString() {
    return name() + " (" + number + ")";
  }
}
