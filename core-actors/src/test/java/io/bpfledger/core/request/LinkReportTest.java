package io.bpfledger.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LinkReportTest {

  private static final StreamId LINK = StreamId.of(Samples.LINK);
  private static final Attachment SIMPLE = new TracepointAttachment("syscalls", "sys_enter", 7);
  private static final Attachment ON_XDP =
      new XdpAttachment(Samples.DEVICE, XdpMode.NATIVE, 50, ProceedOn.OfXdp.DEFAULT);
  private static final Revision.Member FIRST =
      new Revision.Member(Samples.OTHER_LINK, Samples.OTHER_PROGRAM, "a", 1, Optional.empty());
  private static final Revision.Member SECOND =
      new Revision.Member(Samples.LINK, Samples.PROGRAM, "pass", 50, Optional.empty());

  private final MemoryLedger entries = new MemoryLedger();
  private Ledger ledger = Ledger.EMPTY;

  private void post(StreamId stream, Event event) {
    Entry entry = entries.post(stream, Samples.ENVELOPE, event);
    ledger = ledger.after(stream, entries.account(stream).chain().sequence(), entry);
  }

  private void ask(Attachment attachment) {
    post(StreamId.of(Samples.PROGRAM), Samples.event("program.load-requested.1.plain"));
    post(
        LINK,
        new LinkEvent.AttachRequested(
            Samples.OPERATION,
            new LinkNumber(7),
            Samples.PROGRAM,
            attachment,
            Labels.of(Map.of("owner", "me")),
            Policy.ONCE));
  }

  private void attach(Attachment attachment, Placement placement) {
    ask(attachment);
    HookKey hook = attachment.hook().orElseThrow();
    StreamId stream = StreamId.of(hook);
    post(
        stream,
        new DispatcherEvent.RevisionPlanned(
            Samples.OPERATION, new Revision(4, List.of(FIRST, SECOND)), List.of()));
    post(
        stream,
        new DispatcherEvent.RevisionLive(
            Samples.OPERATION, 4, placement, Samples.IDENTITY, "/run/d/4"));
    post(
        LINK,
        new LinkEvent.Attached(
            Samples.OPERATION,
            new Hold.ByDispatcher(hook, 4, 1),
            Samples.INCARNATION,
            Optional.of(Samples.IDENTITY)));
  }

  private LinkReport report(Optional<LinkInfo> seen) {
    return LinkReport.of(
        ledger.link(Samples.LINK).orElseThrow(),
        ledger.program(Samples.PROGRAM),
        ledger
            .link(Samples.LINK)
            .orElseThrow()
            .link()
            .attachment()
            .hook()
            .flatMap(ledger::dispatcher),
        seen);
  }

  private LinkReport report() {
    return report(Optional.empty());
  }

  @Test
  void linkThatStandsAloneTellsWhatWasAskedForAndWhatTheKernelShows() {
    ask(SIMPLE);
    post(LINK, Samples.event("link.attached.1.by-link"));
    LinkInfo seen =
        new LinkInfo(
            new LinkId(12),
            7,
            Optional.of(new ProgramId(71)),
            new LinkDetails.Tracepoint("sys_enter", OptionalLong.of(7)));

    LinkReport report = report(Optional.of(seen));

    assertThat(report.number()).isEqualTo(new LinkNumber(7));
    assertThat(report.key()).isEqualTo(Samples.LINK);
    assertThat(report.phase()).isEqualTo("attached");
    assertThat(report.kind()).isEqualTo(AttachKind.TRACEPOINT);
    assertThat(report.place()).isEqualTo("tracepoint syscalls/sys_enter");
    assertThat(report.options())
        .containsOnly(Map.entry("tracepoint", "syscalls/sys_enter"), Map.entry("cookie", "7"));
    assertThat(report.program()).isEqualTo(Samples.PROGRAM);
    assertThat(report.programName()).contains("pass");
    assertThat(report.runs()).contains(Samples.INCARNATION);
    assertThat(report.hold()).contains(Samples.HELD);
    assertThat(report.membership()).isEmpty();
    assertThat(report.device()).isEmpty();
    assertThat(report.labels().value("owner")).contains("me");
    assertThat(report.policy()).isEqualTo(Policy.ONCE);
    assertThat(report.created()).isEqualTo(Samples.ENVELOPE.time());
    assertThat(report.changed()).isEqualTo(Samples.ENVELOPE.time());
    assertThat(report.loss()).isEmpty();
    assertThat(report.failure()).isEmpty();
    assertThat(report.seen()).contains(seen);
  }

  @Test
  void memberOfAChainTellsItsPlaceAndTheLinkOfItsHook() {
    attach(
        ON_XDP,
        new Placement.Chain(
            ChainKind.XDP,
            Samples.OTHER_INCARNATION,
            9,
            List.of(Samples.OTHER_INCARNATION, Samples.INCARNATION),
            new Placement.LinkHolder(Samples.HELD)));

    assertThat(report().membership())
        .contains(new LinkReport.Membership(Samples.HOOK, 4, 1, 2, "/run/d/4"));
    assertThat(report().hold()).contains(Samples.HELD);
    assertThat(report().filter()).isEmpty();
    assertThat(report().device()).contains(Samples.IDENTITY);
    assertThat(report().options())
        .containsEntry("iface", "eth0")
        .containsEntry("priority", "50")
        .containsEntry("mode", "native")
        .containsEntry("proceed-on", "pass,dispatcher_return");
    assertThat(
            LinkReport.hold(
                ledger.link(Samples.LINK).orElseThrow(), ledger.dispatcher(Samples.HOOK)))
        .contains(Samples.HELD);
  }

  @Test
  void memberOfATrafficControlHookTellsItsFilter() {
    Placement.FilterHolder filter = new Placement.FilterHolder(50, 1);
    attach(
        new TcAttachment(Samples.DEVICE, Direction.EGRESS, 50, ProceedOn.OfTc.DEFAULT),
        new Placement.Chain(
            ChainKind.TC,
            Samples.OTHER_INCARNATION,
            9,
            List.of(Samples.OTHER_INCARNATION, Samples.INCARNATION),
            filter));

    assertThat(report().filter()).contains(filter);
    assertThat(report().hold()).isEmpty();
  }

  @Test
  void memberThatTheKernelOrdersTellsItsOwnLink() {
    Hold.ByLink other = new Hold.ByLink(Samples.BOOT, 11, "/run/bpfledger/fs/links/other");
    attach(
        new TcxAttachment(Samples.DEVICE, Direction.INGRESS, 50),
        new Placement.Native(
            List.of(
                new Placement.NativeMember(Samples.OTHER_LINK, Samples.OTHER_INCARNATION, other),
                new Placement.NativeMember(Samples.LINK, Samples.INCARNATION, Samples.HELD))));

    assertThat(report().hold()).contains(Samples.HELD);
    assertThat(report().membership().orElseThrow().position()).isEqualTo(1);
  }

  @Test
  void lostLinkTellsWhyAndHoldsNothing() {
    ask(SIMPLE);
    post(LINK, Samples.event("link.attached.1.by-link"));
    Loss loss = new Loss(LossReason.ABSENT, "its pin is gone");
    post(LINK, new LinkEvent.LinkLost(loss));

    assertThat(report().phase()).isEqualTo("lost");
    assertThat(report().loss()).contains(loss);
    assertThat(report().hold()).isEmpty();
    assertThat(report().runs()).isEmpty();
  }

  @Test
  void failedLinkTellsWhyAndWhatIsLeft() {
    ask(SIMPLE);
    post(LINK, Samples.event("link.attach-failed.1"));

    assertThat(report().phase()).isEqualTo("failed");
    assertThat(report().failure()).contains(Samples.REFUSED);
    assertThat(report().leftovers()).containsExactly("a pin");
  }
}
