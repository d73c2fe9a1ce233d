package io.bpfledger.journal.event;

import io.bpfledger.journal.value.Labels;

/** Somebody wrote other labels on a program or a link. These are all that it has from now on. */
public record LabelsChanged(Labels labels) implements ProgramEvent, LinkEvent {}
