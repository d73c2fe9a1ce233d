package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * The objects that mutants descend from: the corpus, and mutants that were found worth keeping, so
 * that damage adds up behind the first checks. It remembers nothing but the order of calls.
 */
final class SeedPool {

  private static final int SEEDS_MAX = 1_024;
  private static final int SEED_BYTES_MAX = 64 << 10;

  private final List<ElfMutator.Seed> seeds = new ArrayList<>();
  private final int corpus;
  private int kept;

  SeedPool() {
    Corpus.all().forEach(entry -> seeds.add(new ElfMutator.Seed(entry.object().toByteArray())));
    corpus = seeds.size();
  }

  /**
   * The possible parents of a mutant. Half of all mutants descend from the corpus itself: the lines
   * of mutants lose their types.
   */
  List<ElfMutator.Seed> parents(long execution) {
    return execution % 2 == 0 ? seeds : seeds.subList(0, corpus);
  }

  /** Keeps a mutant, in the place of an older one if there are many. */
  void keep(byte[] mutant) {
    if (mutant.length > SEED_BYTES_MAX) {
      return;
    }
    ElfMutator.Seed seed = new ElfMutator.Seed(mutant);
    if (seeds.size() < SEEDS_MAX) {
      seeds.add(seed);
    } else {
      seeds.set(corpus + kept % (SEEDS_MAX - corpus), seed);
    }
    kept++;
  }
}
