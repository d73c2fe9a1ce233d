package io.bpfledger.journal.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.FexitAttachment;
import io.bpfledger.journal.attachment.FmodRetAttachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.LsmAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProceedOn;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which record of a sealed interface a written one is: its field {@code kind} says so. */
final class Shapes {

  /** The field that names the record. */
  static final String FIELD = "kind";

  private Shapes() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = FIELD)
  private interface Sealed {}

  static SimpleModule module(Recurring recurring) {
    SimpleModule module = new SimpleModule("shapes");
    labels(module, recurring);
    attachments(module);
    sealed(module, Bytecode.Origin.class);
    named(module, Bytecode.FromFile.class, "file");
    named(module, Bytecode.FromImage.class, "image");
    sealed(module, Cause.class);
    named(module, Cause.Command.class, "command");
    named(module, Cause.Finding.class, "finding");
    named(module, Cause.Occasion.class, "occasion");
    sealed(module, Failure.class);
    named(module, Failure.Refused.class, "refused");
    named(module, Failure.Interrupted.class, "interrupted");
    named(module, Failure.Blocked.class, "blocked");
    sealed(module, Hold.class);
    named(module, Hold.ByLink.class, "link");
    named(module, Hold.ByDispatcher.class, "dispatcher");
    sealed(module, Placement.class);
    named(module, Placement.Direct.class, "direct");
    named(module, Placement.Chain.class, "chain");
    named(module, Placement.Native.class, "native");
    sealed(module, Placement.Holder.class);
    named(module, Placement.LinkHolder.class, "link");
    named(module, Placement.FilterHolder.class, "filter");
    sealed(module, Principal.class);
    named(module, Principal.Peer.class, "peer");
    named(module, Principal.Reconciler.class, "reconciler");
    sealed(module, ProceedOn.class);
    named(module, ProceedOn.OfXdp.class, "xdp");
    named(module, ProceedOn.OfTc.class, "tc");
    return module;
  }

  /** Labels are written as the map they are. */
  private static void labels(SimpleModule module, Recurring recurring) {
    module.addSerializer(
        Labels.class,
        new JsonSerializer<Labels>() {
          @Override
          public void serialize(Labels labels, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writeStartObject();
            for (Map.Entry<String, String> label : labels.entries().entrySet()) {
              generator.writeStringField(label.getKey(), label.getValue());
            }
            generator.writeEndObject();
          }
        });
    module.addDeserializer(
        Labels.class,
        new JsonDeserializer<Labels>() {
          @Override
          public Labels deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            SortedMap<String, String> entries = new TreeMap<>();
            String key = parser.nextFieldName();
            while (key != null) {
              if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw context.wrongTokenException(
                    parser, Labels.class, JsonToken.VALUE_STRING, "value of label " + key);
              }
              entries.put(key, recurring.same(parser.getText()));
              key = parser.nextFieldName();
            }
            return entries.isEmpty() ? Labels.NONE : recurring.same(new Labels(entries));
          }
        });
  }

  private static void attachments(SimpleModule module) {
    sealed(module, Attachment.class);
    named(module, CgroupDeviceAttachment.class, "cgroup_device");
    named(module, CgroupSkbAttachment.class, "cgroup_skb");
    named(module, CgroupSockAddrAttachment.class, "cgroup_sock_addr");
    named(module, CgroupSockAttachment.class, "cgroup_sock");
    named(module, CgroupSockoptAttachment.class, "cgroup_sockopt");
    named(module, CgroupSysctlAttachment.class, "cgroup_sysctl");
    named(module, FentryAttachment.class, "fentry");
    named(module, FexitAttachment.class, "fexit");
    named(module, FmodRetAttachment.class, "fmod_ret");
    named(module, IterAttachment.class, "iter");
    named(module, KprobeAttachment.class, "kprobe");
    named(module, KprobeMultiAttachment.class, "kprobe_multi");
    named(module, KretprobeAttachment.class, "kretprobe");
    named(module, LsmAttachment.class, "lsm");
    named(module, NetfilterAttachment.class, "netfilter");
    named(module, PerfEventAttachment.class, "perf_event");
    named(module, RawTracepointAttachment.class, "raw_tracepoint");
    named(module, SkLookupAttachment.class, "sk_lookup");
    named(module, SockOpsAttachment.class, "sockops");
    named(module, StructOpsAttachment.class, "struct_ops");
    named(module, TcAttachment.class, "tc");
    named(module, TcxAttachment.class, "tcx");
    named(module, TpBtfAttachment.class, "tp_btf");
    named(module, TracepointAttachment.class, "tracepoint");
    named(module, UprobeAttachment.class, "uprobe");
    named(module, UprobeMultiAttachment.class, "uprobe_multi");
    named(module, UretprobeAttachment.class, "uretprobe");
    named(module, XdpAttachment.class, "xdp");
  }

  static void sealed(SimpleModule module, Class<?> type) {
    module.setMixInAnnotation(type, Sealed.class);
  }

  static void named(SimpleModule module, Class<?> type, String name) {
    module.registerSubtypes(new NamedType(type, name));
  }
}
