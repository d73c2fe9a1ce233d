package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.elf.ElfFile;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.ElfSection;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object file as the simulated kernel reads it.
 *
 * @param refusals programs that a declared object wants to be refused, with the log to show
 */
record ObjectImage(ObjectInspection inspection, SortedMap<String, String> refusals) {

  static ObjectImage of(LoadRequest request) {
    try {
      ObjectInspection inspection = ObjectInspection.of(request.bytes());
      Optional<ElfSection> wishes =
          ElfFile.read(request.bytes()).section(DeclaredObject.REFUSALS_SECTION);
      return new ObjectImage(
          inspection,
          wishes
              .map(section -> DeclaredObject.readRefusals(section.contents().toByteArray()))
              .orElseGet(TreeMap::new));
    } catch (ElfRejected rejected) {
      throw Refusal.of(
          KernelError.of(
              Operation.LOAD_OBJECT,
              request.name(),
              Errno.ENOEXEC,
              "it is no object that can be loaded safely: " + rejected.getMessage()));
    }
  }
}
