package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.StreamId;
import java.util.List;

/** One thing that somebody is told to do. Whoever is told looks at the kernel himself first. */
public sealed interface Instruction {

  String describe();

  /** Look at the kernel once more, and end what is open: forward or back, as it shows. */
  record Settle(StreamId entity) implements Instruction {

    @Override
    public String describe() {
      return "settle " + entity;
    }
  }

  /** Record that it is lost. */
  record Lose(StreamId entity, Loss loss) implements Instruction {

    @Override
    public String describe() {
      return "record the loss of %s (%s)".formatted(entity, loss.describe());
    }
  }

  /**
   * Put it right. The intent in the ledger names the decision and the code of the finding.
   *
   * @param decision {@code recreate}, {@code adopt}, {@code repin} or {@code delete}
   * @param finding the code of what is put right
   * @param together programs of one batch that are made again by one load, this one first; else
   *     only this one
   * @param objects the pins to be made, or what is to be removed
   */
  record Repair(
      StreamId entity,
      Decision decision,
      String finding,
      List<StreamId> together,
      List<String> objects)
      implements Instruction {

    public Repair {
      together = List.copyOf(together);
      objects = List.copyOf(objects);
      if (!together.contains(entity)) {
        throw new IllegalArgumentException(entity + " is repaired without itself");
      }
    }

    @Override
    public String describe() {
      String more = together.size() > 1 ? " together with " + (together.size() - 1) : "";
      return "%s %s%s%s"
          .formatted(decision.word(), entity, more, objects.isEmpty() ? "" : " " + objects);
    }
  }

  /** To a lost link: its hook runs it. */
  record Return(LinkKey link, Hold.ByDispatcher hold, Incarnation program, DeviceIdentity device)
      implements Instruction {

    @Override
    public String describe() {
      return "record that link %s is on %s again".formatted(link, hold.hook().describe());
    }
  }

  /** To the host: remove what no entity answers for. */
  record RemoveOrphan(String object) implements Instruction {

    @Override
    public String describe() {
      return "remove " + object;
    }
  }

  /** Mount our file system again. */
  record Mount(String directory) implements Instruction {

    @Override
    public String describe() {
      return "mount a bpffs at " + directory;
    }
  }
}
