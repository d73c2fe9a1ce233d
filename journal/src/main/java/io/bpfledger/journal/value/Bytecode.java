package io.bpfledger.journal.value;

/** The bytes of an object file, kept in the object store, and where they came from. */
public record Bytecode(Digest digest, Origin origin) {

  /** Where bytecode came from. */
  public sealed interface Origin {

    String describe();
  }

  /** A file, by the path the caller named. */
  public record FromFile(String path) implements Origin {

    public FromFile {
      Limits.path("path of the object", path);
    }

    @Override
    public String describe() {
      return path;
    }
  }

  /**
   * A container image.
   *
   * @param reference as the caller named it
   * @param manifest the digest of the manifest that it stood for
   * @param signer whose signature was accepted; empty when none was asked for
   */
  public record FromImage(
      String reference, Digest manifest, PullPolicy pullPolicy, java.util.Optional<String> signer)
      implements Origin {

    public FromImage {
      Limits.path("image reference", reference);
      signer.ifPresent(name -> Limits.path("signer", name));
    }

    @Override
    public String describe() {
      return reference;
    }
  }

  /** When an image is fetched. */
  public enum PullPolicy implements Word {
    ALWAYS("always"),
    IF_NOT_PRESENT("if-not-present"),
    NEVER("never");

    private final String word;

    PullPolicy(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
