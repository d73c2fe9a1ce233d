package io.bpfledger.core.host;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.machine.Refusal;
import io.bpfledger.core.request.AttachCheck;
import io.bpfledger.core.request.AttachWish;
import io.bpfledger.core.request.CheckedAttach;
import io.bpfledger.core.request.CheckedLoad;
import io.bpfledger.core.request.LoadCheck;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.request.LoadWish;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.value.UlidSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Takes wishes in the words of whoever has them: checks them before anything is done, keeps the
 * object they bring, and hands them to the entities.
 */
public final class Teller {

  /**
   * What became of a wish to load.
   *
   * @param programs the names that the programs were given; none if it was refused
   */
  public record Loading(List<ProgramKey> programs, Answer<Outcome> answer) {

    public Loading {
      programs = List.copyOf(programs);
    }
  }

  /**
   * What became of a wish to attach.
   *
   * @param link the name that the link was given; in the ledger only if the wish was not refused
   */
  public record Attaching(LinkKey link, Answer<Outcome> answer) {}

  private final ManagedHost host;
  private final Supplier<Ledger> ledger;
  private final ObjectStore objects;
  private final LoadRules rules;
  private final LoadCheck check;
  private final UlidSource ids;
  private final Executor executor;

  /** Names of programs on their way into the ledger, where names must be unique. */
  private final Set<String> names = new HashSet<>();

  /**
   * @param executor where the disk may be waited for
   */
  Teller(
      ManagedHost host, ObjectStore objects, LoadRules rules, UlidSource ids, Executor executor) {
    this.host = host;
    this.ledger = host::ledger;
    this.objects = objects;
    this.rules = rules;
    this.check = new LoadCheck(rules, ids);
    this.ids = ids;
    this.executor = executor;
  }

  /** Loads programs of one object, all or none. */
  public CompletionStage<Loading> load(Principal principal, LoadWish wish) {
    return switch (check.check(ledger.get(), wish)) {
      case CheckedLoad.Unsound(Refusal refusal) ->
          CompletableFuture.completedStage(new Loading(List.of(), refused(refusal)));
      case CheckedLoad.Sound(List<NewProgram> programs) ->
          rules.uniqueNames()
              ? loadUnique(principal, wish, programs)
              : keepAndLoad(principal, wish, programs);
    };
  }

  /** Nobody else may take the names between the check and the moment the ledger has them. */
  private CompletionStage<Loading> loadUnique(
      Principal principal, LoadWish wish, List<NewProgram> programs) {
    Set<String> wanted =
        programs.stream().map(program -> program.spec().name()).collect(Collectors.toSet());
    if (!reserve(wanted)) {
      return CompletableFuture.completedStage(
          new Loading(
              List.of(),
              refused(
                  new Refusal(
                      Refusal.Reason.EXISTS,
                      "a program of the same name is being loaded just now, and names must be"
                          + " unique here: "
                          + String.join(", ", wanted.stream().sorted().toList())))));
    }
    CompletionStage<Loading> loading =
        check.check(ledger.get(), wish) instanceof CheckedLoad.Unsound(Refusal refusal)
            ? CompletableFuture.completedStage(new Loading(List.of(), refused(refusal)))
            : keepAndLoad(principal, wish, programs);
    return loading.whenComplete((_, _) -> release(wanted));
  }

  private synchronized boolean reserve(Set<String> wanted) {
    if (wanted.stream().anyMatch(names::contains)) {
      return false;
    }
    names.addAll(wanted);
    return true;
  }

  private synchronized void release(Set<String> wanted) {
    names.removeAll(wanted);
  }

  /** The object is safe on disk before the ledger names it. */
  private CompletionStage<Loading> keepAndLoad(
      Principal principal, LoadWish wish, List<NewProgram> programs) {
    List<ProgramKey> keys = programs.stream().map(NewProgram::key).toList();
    return CompletableFuture.supplyAsync(() -> keep(wish), executor)
        .thenCompose(_ -> host.load(principal, programs))
        .handle(
            (answer, failure) ->
                new Loading(
                    keys,
                    answer != null
                        ? answer
                        : new Answer.NotDone<>(
                            ids.next().toString(),
                            "the object could not be stored: " + failure.getMessage())));
  }

  private boolean keep(LoadWish wish) {
    try {
      objects.put(wish.object().toByteArray());
      return true;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Attaches a program. */
  public CompletionStage<Attaching> attach(Principal principal, AttachWish wish) {
    LinkKey link = new LinkKey(ids.next());
    return switch (AttachCheck.check(ledger.get(), wish)) {
      case CheckedAttach.Unsound(Refusal refusal) ->
          CompletableFuture.completedStage(new Attaching(link, refused(refusal)));
      case CheckedAttach.Sound(var program, var attachment, var labels, var policy) ->
          host.attach(principal, link, program, attachment, labels, policy)
              .thenApply(answer -> new Attaching(link, answer));
    };
  }

  private Answer<Outcome> refused(Refusal refusal) {
    Ulid operation = ids.next();
    return new Answer.Done<>(operation.toString(), new Outcome.Refused(refusal));
  }
}
