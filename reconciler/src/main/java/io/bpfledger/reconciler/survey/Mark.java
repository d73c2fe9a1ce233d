package io.bpfledger.reconciler.survey;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.nio.charset.StandardCharsets;

/**
 * The mark that a program bears, as it was read.
 *
 * @param instance whose program it is
 * @param entity what it is there
 */
public record Mark(Instance instance, Ulid entity) {

  public static Mark of(Instance instance, ProgramKey program) {
    return new Mark(instance, program.ulid());
  }

  /** Of the chain of a hook; a hook has no identifier, so the first half of its digest is one. */
  public static Mark of(Instance instance, HookKey hook) {
    return new Mark(instance, entity(hook));
  }

  /** What stands in the mark of a hook's chain. */
  public static Ulid entity(HookKey hook) {
    Digest digest = Digest.over(hook.toString().getBytes(StandardCharsets.UTF_8));
    return new Ulid(digest.first(), digest.second());
  }
}
