package io.bpfledger.reconciler.foreign;

import java.util.List;
import java.util.Optional;

/**
 * What may tell an owner.
 *
 * @param names its own name, and those of what it uses or runs, as the kernel cuts them
 * @param type the kernel's type of it
 * @param tag the hash over its instructions
 * @param uid who loaded it
 * @param pins where it is pinned
 * @param otherInstallation the installation of bpfledger whose mark it bears
 */
public record Clues(
    List<String> names,
    String type,
    Optional<String> tag,
    Optional<Integer> uid,
    List<String> pins,
    Optional<String> otherInstallation) {

  public Clues {
    names = List.copyOf(names);
    pins = List.copyOf(pins);
  }
}
