package io.bpfledger.journal.value;

import java.util.List;
import java.util.Optional;

/**
 * What the kernel made of a program.
 *
 * @param pin where the program is pinned
 * @param mapDirectory where its maps are pinned
 * @param maps the maps it uses, those of others included
 * @param license as the object states it
 * @param gplCompatible whether the kernel takes that licence for compatible
 */
public record Load(
    Incarnation incarnation,
    String pin,
    String mapDirectory,
    List<LoadedMap> maps,
    String license,
    boolean gplCompatible) {

  public static final int MAPS_MAX = 1024;

  public Load {
    Limits.path("pin", pin);
    Limits.path("map directory", mapDirectory);
    Limits.atMost("maps", maps, MAPS_MAX);
    Limits.text("license", license);
    maps = List.copyOf(maps);
  }

  /** The same load, pinned elsewhere or anew. */
  public Load pinnedAt(String newPin) {
    return new Load(incarnation, newPin, mapDirectory, maps, license, gplCompatible);
  }

  /**
   * One map of a program.
   *
   * @param name its name in the object, which the kernel cuts to 15 bytes
   * @param kernelId unique in this boot only, unsigned
   * @param pin where it is pinned; empty for maps the object keeps to itself
   */
  public record LoadedMap(String name, int kernelId, Optional<String> pin, MapOrigin origin) {

    public LoadedMap {
      Limits.name("map name", name);
      pin.ifPresent(path -> Limits.path("pin", path));
    }
  }

  /** Whose a map is. */
  public enum MapOrigin implements Word {
    /** Made by this load. */
    OWN("own"),
    /** That of the program it was asked to share with. */
    OWNER("owner"),
    /** Shared by its name with every program that asks for that. */
    BY_NAME("by-name");

    private final String word;

    MapOrigin(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
