package io.bpfledger.service;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.chain.Chain;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.ChainMember;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.chain.LoadedChain;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code demo}: a short story on the simulated kernel. What was asked for, what a crash and a
 * stranger leave of it, and how it is put right.
 */
final class Demo {

  private static final int XDP_PASS = 2;
  private static final int PACKETS = 3;
  private static final Path BPFFS = Path.of("/run/bpfledger/fs");
  private static final Path STAGED = BPFFS.resolve("tmp-1");
  private static final Path FINAL = BPFFS.resolve("web0-1");

  private final Terminal terminal;
  private final SimulatedHost host = SimulatedHost.seeded(1);
  private final NetworkInterface device = host.outside().addInterface(NetworkNamespace.OWN, "web0");

  Demo(Terminal terminal) {
    this.terminal = terminal;
  }

  int run() {
    terminal.line("A simulated kernel; nothing real is touched and no root is needed.\n");
    SimulatedProcess first = host.startProcess("bpfledger");
    attach(first);
    first.crash();
    say("killed", "the process that did all this (kill -9)");
    Kernel second = host.startProcess("bpfledger");
    LinkInfo link = compare(second);
    host.outside().detach(link.id());
    say("stranger", "detaches link " + link.id() + " by force (bpftool link detach)");
    compare(second);
    repair(second);
    compare(second);
    second.close();
    return Main.DONE;
  }

  /** Stages everything beside, and makes it visible by one rename. */
  private void attach(Kernel kernel) {
    say("asked", "count_one and then pass_one on the XDP hook of " + device.name());
    kernel.bpffs().mount(BPFFS).orThrow();
    kernel.bpffs().makeDirectory(STAGED).orThrow();
    Map<ProgramId, ProgramHandle> members = new LinkedHashMap<>();
    try (LoadedObject object = kernel.objects().load(request()).orThrow()) {
      for (String name : List.of("count_one", "pass_one")) {
        ProgramHandle program = object.program(name);
        members.put(kernel.programs().info(program).orThrow().id(), program);
        kernel.bpffs().pin(program, STAGED.resolve(name)).orThrow();
      }
      List<ChainMember> order =
          members.keySet().stream()
              .map(id -> new ChainMember(id, ChainKind.XDP.defaultProceedOn()))
              .toList();
      try (LoadedChain chain =
              new Chains(kernel).load(new Chain(ChainKind.XDP, order), members).orThrow();
          LinkHandle link = kernel.links().create(chain.program(), target()).orThrow()) {
        kernel.bpffs().pin(chain.program(), STAGED.resolve("chain")).orThrow();
        kernel.bpffs().pin(chain.programArray(), STAGED.resolve("members")).orThrow();
        kernel.bpffs().pin(link, STAGED.resolve("link")).orThrow();
        kernel.bpffs().rename(STAGED, FINAL).orThrow();
        int verdict =
            kernel
                .programs()
                .testRun(chain.program(), new TestRunRequest(new byte[64], PACKETS))
                .orThrow()
                .returnValue();
        say("done", "a chain of " + members.size() + ", committed by one rename to " + FINAL);
        say("packets", PACKETS + " through the chain, verdict " + verdict + " (pass)");
      }
    }
  }

  /** Says what is there of what was asked for. */
  private LinkInfo compare(Kernel kernel) {
    List<String> pins =
        kernel.bpffs().list(FINAL).orThrow().stream()
            .map(BpffsEntry::path)
            .map(path -> path.getFileName().toString())
            .toList();
    say("found", "pins " + String.join(", ", pins) + " under " + FINAL);
    try (LinkHandle link = (LinkHandle) kernel.bpffs().open(FINAL.resolve("link")).orThrow()) {
      LinkInfo info = kernel.links().info(link).orThrow();
      int members = kernel.links().query(new Hook.Xdp(device)).orThrow().members().size();
      boolean attached =
          info.details() instanceof LinkDetails.Xdp xdp && xdp.interfaceIndex() == device.index();
      if (attached && members == 1) {
        say("found", "link " + info.id() + " runs the chain on " + device.name() + ": as asked");
      } else {
        say(
            "found",
            "link " + info.id() + " is attached to nothing, " + device.name() + " runs nothing");
      }
      return info;
    }
  }

  /** The chain outlived its link: attach it again, and let the new pin take the old one's place. */
  private void repair(Kernel kernel) {
    Path next = FINAL.resolve("link-next");
    try (ProgramHandle chain =
            (ProgramHandle) kernel.bpffs().open(FINAL.resolve("chain")).orThrow();
        LinkHandle link = kernel.links().create(chain, target()).orThrow()) {
      kernel.bpffs().pin(link, next).orThrow();
      kernel.bpffs().rename(next, FINAL.resolve("link")).orThrow();
      say("repaired", "the chain is attached again, no program was loaded");
    }
  }

  private XdpTarget target() {
    return new XdpTarget(device, XdpMode.NATIVE);
  }

  private static LoadRequest request() {
    ObjectBytes object =
        DeclaredObject.empty()
            .counter("packets")
            .program(DeclaredProgram.in("xdp", "count_one").returning(XDP_PASS).counting("packets"))
            .program(DeclaredProgram.in("xdp", "pass_one").returning(XDP_PASS))
            .bytes();
    return LoadRequest.of(
        "demo.o", object, ProgramSelection.of("count_one"), ProgramSelection.of("pass_one"));
  }

  private void say(String what, String text) {
    terminal.line("%-10s %s".formatted(what, text));
  }
}
