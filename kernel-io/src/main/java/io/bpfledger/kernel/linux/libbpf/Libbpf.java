package io.bpfledger.kernel.linux.libbpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The shared library itself: whether it is there, which version it is, and its functions. */
public final class Libbpf {

  /** The name under which the dynamic linker knows every libbpf 1.x. */
  public static final String FILE = "libbpf.so.1";

  private static final String PACKAGE = "on Debian and Ubuntu it is in the package libbpf1";

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Optional<SymbolLookup> LIBRARY = library(FILE);
  private static final Optional<Version> VERSION = LIBRARY.map(Libbpf::version);
  private static final Optional<String> PROBLEM = problem(VERSION);

  /** A version of libbpf; the first one with all we call is 1.1. */
  record Version(int major, int minor) {

    boolean suffices() {
      return isAtLeast(1, 1);
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
      return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }
  }

  private Libbpf() {}

  /** What keeps libbpf from being used, as a sentence that names the way out; empty if nothing. */
  public static Optional<String> problem() {
    return PROBLEM;
  }

  /** Whether it knows the section {@code .struct_ops.link}. */
  public static boolean knowsStructOpsLinks() {
    return VERSION.orElseThrow().isAtLeast(1, 2);
  }

  static Optional<String> problem(Optional<Version> version) {
    if (version.isEmpty()) {
      return Optional.of(FILE + " is not installed; " + PACKAGE);
    }
    Version found = version.get();
    return found.suffices()
        ? Optional.empty()
        : Optional.of(
            "libbpf is %d.%d, but 1.1 or newer is needed; %s"
                .formatted(found.major(), found.minor(), PACKAGE));
  }

  @SuppressWarnings("restricted") // binding libbpf is what this package is for
  static Optional<SymbolLookup> library(String file) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalArgumentException notFound) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted") // binding libbpf is what this package is for
  static MethodHandle bind(String function, FunctionDescriptor shape, Linker.Option... options) {
    return LINKER.downcallHandle(LIBRARY.orElseThrow().findOrThrow(function), shape, options);
  }

  /** Asked before anything else is bound, of a library that may be too old for the rest. */
  @SuppressWarnings("restricted") // binding libbpf is what this package is for
  private static Version version(SymbolLookup library) {
    FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    try {
      MethodHandle major =
          LINKER.downcallHandle(library.findOrThrow("libbpf_major_version"), shape);
      MethodHandle minor =
          LINKER.downcallHandle(library.findOrThrow("libbpf_minor_version"), shape);
      return new Version((int) major.invokeExact(), (int) minor.invokeExact());
    } catch (Throwable broken) {
      throw new IllegalStateException("the downcall of libbpf_major_version itself failed", broken);
    }
  }
}
