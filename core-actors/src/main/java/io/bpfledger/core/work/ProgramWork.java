package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import java.util.List;

/** Carries out what is done to the kernel for programs; one task of an operation at a time. */
public final class ProgramWork {

  private final Guards operations = new Guards();
  private final BatchLoading loading;
  private final BatchWithdrawal withdrawal;
  private final ProgramSurvey survey;
  private final ProgramUnloading unloading;
  private final ProgramRestoration restoration;
  private final ProgramResidue residue;

  public ProgramWork(Workplace place, ObjectSource source, VerifierLogs logs) {
    MapsByName mapsByName = new MapsByName(place);
    withdrawal = new BatchWithdrawal(place, mapsByName);
    loading = new BatchLoading(place, mapsByName, withdrawal, source, logs);
    survey = new ProgramSurvey(place, mapsByName, source);
    unloading = new ProgramUnloading(place, mapsByName);
    residue = new ProgramResidue(place, mapsByName, withdrawal);
    restoration = new ProgramRestoration(place, mapsByName, survey, loading, residue);
  }

  public ProgramAnswer carryOut(ProgramTask task) {
    try (Guards.Held _ = operations.hold(List.of(task.operation()))) {
      return switch (task) {
        case ProgramTask.LoadBatch batch -> loading.load(batch);
        case ProgramTask.WithdrawBatch batch -> withdrawal.withdraw(batch);
        case ProgramTask.Survey batch -> survey.survey(batch);
        case ProgramTask.Unload program -> unloading.unload(program);
        case ProgramTask.Recreate programs -> restoration.recreate(programs);
        case ProgramTask.Adopt program -> restoration.adopt(program);
        case ProgramTask.Repin program -> restoration.repin(program);
        case ProgramTask.RemoveResidue program -> residue.remove(program);
      };
    }
  }
}
