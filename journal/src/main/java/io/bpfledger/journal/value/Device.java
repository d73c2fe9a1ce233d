package io.bpfledger.journal.value;

/**
 * A network interface as people name it: a name in a network namespace, itself named by the path of
 * a file that stands for it.
 *
 * <p>What it was when it was found, is its {@link DeviceIdentity}.
 */
public record Device(String namespace, String name) {

  /** The namespace the service lives in. */
  public static final String OWN_NAMESPACE = "/proc/self/ns/net";

  private static final int NAME_CHARACTERS_MAX = 15;

  public Device {
    Limits.path("namespace", namespace);
    Limits.text("interface name", name, 1, NAME_CHARACTERS_MAX);
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw new IllegalArgumentException("no interface can be called " + name);
    }
  }

  /** An interface of the service's own namespace. */
  public static Device named(String name) {
    return new Device(OWN_NAMESPACE, name);
  }

  public String describe() {
    return namespace.equals(OWN_NAMESPACE) ? name : name + " in " + namespace;
  }
}
