package io.bpfledger.core.task;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is done to the kernel for the dispatcher of a hook. */
public sealed interface DispatcherTask extends KernelTask {

  /** Stands for the operation of a task that only tidies up, and is part of none. */
  Ulid NO_OPERATION = new Ulid(0, 0);

  HookKey hook();

  /**
   * Put a revision in the place of what runs, without a moment in which nothing runs. What ran
   * before stays pinned, so that it can still be told which of the two runs.
   *
   * @param programs how the members' programs are loaded
   * @param mode the mode of an XDP hook; it cannot change while something runs there
   * @param before what the ledger says runs now; empty if nothing does, as far as it knows
   */
  record Place(
      Ulid operation,
      HookKey hook,
      Revision revision,
      SortedMap<LinkKey, Load> programs,
      Optional<XdpMode> mode,
      Optional<LiveRevision> before)
      implements DispatcherTask {

    public Place {
      programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    }
  }

  /**
   * See which of two revisions runs.
   *
   * @param planned what was to be put in place
   * @param before what ran before, if anything did
   */
  record Survey(
      Ulid operation,
      HookKey hook,
      Optional<Revision> planned,
      SortedMap<LinkKey, Load> programs,
      Optional<LiveRevision> before)
      implements DispatcherTask {

    public Survey {
      programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    }
  }

  /**
   * Leave nothing of a revision that was to be put in place, however far that came: what ran before
   * runs, or nothing of ours.
   *
   * @param programs how the programs of those that ran before are loaded, as far as they are
   */
  record Withdraw(
      Ulid operation,
      HookKey hook,
      Revision planned,
      SortedMap<LinkKey, Load> programs,
      Optional<LiveRevision> before)
      implements DispatcherTask {

    public Withdraw {
      programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    }
  }

  /**
   * Take what is ours from the hook, and all revisions with it. A missing device is no obstacle.
   *
   * @param upTo the last revision that this is about; what later ones put there is left alone
   */
  record Clear(Ulid operation, HookKey hook, LiveRevision live, long upTo)
      implements DispatcherTask {}

  /**
   * Pin again what is not pinned any more of a revision that runs, if it is provably the same, and
   * see whether it runs.
   */
  record Repin(Ulid operation, HookKey hook, LiveRevision live) implements DispatcherTask {}

  /**
   * Remove what is too much.
   *
   * @param live the last revision, if the hook has members
   * @param runs whether it runs; if not, it is residue itself
   * @param upTo the last revision that this is about
   * @param objects what was seen
   */
  record RemoveResidue(
      Ulid operation,
      HookKey hook,
      Optional<LiveRevision> live,
      boolean runs,
      long upTo,
      List<String> objects)
      implements DispatcherTask {

    public RemoveResidue {
      objects = List.copyOf(objects);
    }
  }

  /**
   * Remove what other revisions than the one that runs have left in our file system.
   *
   * @param keep the numbers of revisions to leave alone; one that runs is, too
   * @param upTo the last revision that this is about
   */
  record Sweep(Ulid operation, HookKey hook, List<Long> keep, long upTo) implements DispatcherTask {

    public Sweep {
      keep = List.copyOf(keep);
    }
  }
}
