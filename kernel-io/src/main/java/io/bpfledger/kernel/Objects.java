package io.bpfledger.kernel;

/** Loads object files: verifies and relocates programs, makes their maps. */
public interface Objects {

  /**
   * Loads the chosen programs of an object and the maps they use; the others of the object are left
   * alone, broken or not.
   *
   * <p>Nothing is pinned but maps that ask for it by name; without a pin or a handle everything
   * vanishes. Either all chosen programs are loaded or none.
   */
  Result<LoadedObject> load(LoadRequest request);
}
