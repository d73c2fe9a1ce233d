package io.bpfledger.core.machine;

import io.bpfledger.journal.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an input.
 *
 * @param request on whose behalf the events happen; empty when they go on with, or end, what the
 *     ledger already says began
 * @param events to be persisted, all or none
 * @param effects to be had afterwards, in this order
 * @param deferred requests that must wait; they come again after the next input
 */
public record Decision<C extends Command, E extends Event>(
    Optional<Request<C>> request, List<E> events, List<Effect> effects, List<Request<C>> deferred) {

  public Decision {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
    deferred = List.copyOf(deferred);
  }

  /** Nothing follows. */
  public static <C extends Command, E extends Event> Decision<C, E> nothing() {
    return new Decision<>(Optional.empty(), List.of(), List.of(), List.of());
  }

  /** The ledger stays as it is. */
  public static <C extends Command, E extends Event> Decision<C, E> only(Effect... effects) {
    return new Decision<>(Optional.empty(), List.of(), List.of(effects), List.of());
  }

  /** What is under way goes on or ends with an event. */
  public static <C extends Command, E extends Event> Decision<C, E> record(
      E event, Effect... effects) {
    return new Decision<>(Optional.empty(), List.of(event), List.of(effects), List.of());
  }

  /** A request leads to an event. */
  public static <C extends Command, E extends Event> Decision<C, E> record(
      Request<C> request, E event, Effect... effects) {
    return new Decision<>(Optional.of(request), List.of(event), List.of(effects), List.of());
  }

  /** All of these must wait. */
  public static <C extends Command, E extends Event> Decision<C, E> defer(
      List<Request<C>> requests) {
    return new Decision<>(Optional.empty(), List.of(), List.of(), requests);
  }

  /** The same, and these must wait too. */
  public Decision<C, E> deferring(List<Request<C>> more) {
    List<Request<C>> all = new ArrayList<>(deferred);
    all.addAll(more);
    return new Decision<>(request, events, effects, all);
  }

  /** The same, and another event before all that. */
  public Decision<C, E> after(E first) {
    List<E> all = new ArrayList<>(List.of(first));
    all.addAll(events);
    return new Decision<>(request, all, effects, deferred);
  }

  /** The same with one effect more. */
  public Decision<C, E> and(Effect effect) {
    List<Effect> all = new ArrayList<>(effects);
    all.add(effect);
    return new Decision<>(request, events, all, deferred);
  }
}
