package io.bpfledger.journal.codec;

import com.fasterxml.jackson.databind.module.SimpleModule;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Word;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Constants that are written as a word. */
final class Words {

  private Words() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("words");
    own(module, Bytecode.PullPolicy.class);
    own(module, Decision.class);
    own(module, HookPoint.class);
    own(module, Load.MapOrigin.class);
    own(module, LossReason.class);
    own(module, RepairMode.class);
    own(module, RestartPolicy.class);
    own(module, RunTrigger.class);
    own(module, StepResult.Outcome.class);
    own(module, StreamKind.class);
    own(module, Suspension.Reason.class);
    add(module, AttachKind.class, AttachKind::word);
    add(module, AttachType.class, AttachType::word);
    add(module, ChainKind.class, ChainKind::word);
    add(module, Direction.class, Direction::word);
    add(module, TcVerdict.class, TcVerdict::word);
    add(module, XdpMode.class, XdpMode::word);
    add(module, XdpVerdict.class, XdpVerdict::word);
    return module;
  }

  private static <E extends Enum<E> & Word> void own(SimpleModule module, Class<E> type) {
    add(module, type, Word::word);
  }

  private static <E extends Enum<E>> void add(
      SimpleModule module, Class<E> type, Function<E, String> word) {
    Map<String, E> byWord = new HashMap<>();
    for (E constant : type.getEnumConstants()) {
      if (byWord.put(word.apply(constant), constant) != null) {
        throw new IllegalArgumentException(type + " has one word for two constants");
      }
    }
    Scalars.text(
        module,
        type,
        word,
        text -> {
          E constant = byWord.get(text);
          if (constant == null) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + " is called " + text);
          }
          return constant;
        });
  }
}
