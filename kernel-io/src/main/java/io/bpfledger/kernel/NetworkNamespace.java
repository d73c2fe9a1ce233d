package io.bpfledger.kernel;

/**
 * A network namespace by the path of a file that stands for it, such as {@code /run/netns/blue}.
 *
 * <p>The path is how it is asked for. What it is, is its {@link NamespaceIdentity}: another
 * namespace may stand at the same path tomorrow.
 */
public record NetworkNamespace(String path) {

  /** The namespace this process lives in. */
  public static final NetworkNamespace OWN = new NetworkNamespace("/proc/self/ns/net");

  public static NetworkNamespace named(String name) {
    return new NetworkNamespace("/run/netns/" + name);
  }

  @Override
  public String toString() {
    return path;
  }
}
