package io.bpfledger.core.work;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where things are in our bpffs. Names hold no '.', which the kernel refuses.
 *
 * <pre>
 * programs/OPERATION/PROGRAM/program        one directory for each batch, by the operation that loaded it
 * programs/OPERATION/PROGRAM/maps/NAME      the maps of one program, shared ones included
 * maps/NAME                                 maps that objects share by name
 * links/LINK                                links that stand alone, and members of a TCX hook
 * dispatchers/HOOK/link                     what holds an XDP hook
 * dispatchers/HOOK/NUMBER/{program,members} a revision: what is on the hook, and a chain's slots
 * tmp-OPERATION, tmp-OPERATION-NUMBER       what is not committed yet, in the shape it will have
 * </pre>
 *
 * @param root the mount
 */
public record Layout(Path root) {

  public static final String TEMPORARY_PREFIX = "tmp-";

  private static final int HOOK_DIGITS = 32;

  public Path programs() {
    return root.resolve("programs");
  }

  public Path batch(Ulid operation) {
    return programs().resolve(operation.toString());
  }

  public Path program(Ulid operation, ProgramKey program) {
    return batch(operation).resolve(program.toString());
  }

  /** Maps that ask to be pinned by name. */
  public Path mapsByName() {
    return root.resolve("maps");
  }

  public Path links() {
    return root.resolve("links");
  }

  public Path link(LinkKey link) {
    return links().resolve(link.toString());
  }

  public Path dispatchers() {
    return root.resolve("dispatchers");
  }

  /** Hooks are named by a digest, as names of devices and namespaces hold what bpffs refuses. */
  public Path hook(HookKey hook) {
    String digest = Digest.over(hook.toString().getBytes(StandardCharsets.UTF_8)).hex();
    return dispatchers().resolve(hook.point().word() + "-" + digest.substring(0, HOOK_DIGITS));
  }

  public Path hookLink(HookKey hook) {
    return hook(hook).resolve("link");
  }

  public Path revision(HookKey hook, long number) {
    return hook(hook).resolve(Long.toString(number));
  }

  /** Where an operation stages what one rename will commit. */
  public Path staging(Ulid operation) {
    return root.resolve(TEMPORARY_PREFIX + operation);
  }

  /** The same for a revision: one operation may need several, when the first fails. */
  public Path staging(Ulid operation, long revision) {
    return root.resolve(TEMPORARY_PREFIX + operation + "-" + revision);
  }
}
