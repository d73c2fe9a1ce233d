package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupAttachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.CookieAttachment;
import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.chain.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An attachment in the words of the options that {@link AttachCheck} makes it of: whoever asks with
 * these gets the same.
 */
final class AttachmentOptions {

  private final SortedMap<String, String> words = new TreeMap<>();

  private AttachmentOptions() {}

  static SortedMap<String, String> of(Attachment attachment) {
    AttachmentOptions options = new AttachmentOptions();
    options.add(attachment);
    return Collections.unmodifiableSortedMap(options.words);
  }

  private void add(Attachment attachment) {
    switch (attachment) {
      case DeviceAttachment at -> device(at);
      case TracepointAttachment at -> {
        put("tracepoint", at.category() + "/" + at.name());
        cookie(at.cookie());
      }
      case RawTracepointAttachment at -> {
        put("tracepoint", at.name());
        cookie(at.cookie());
      }
      case CookieAttachment at -> cookie(at.cookie());
      case KprobeAttachment at -> {
        put("fn_name", at.symbol());
        number("offset", at.offset());
        cookie(at.cookie());
      }
      case KretprobeAttachment at -> {
        put("fn_name", at.symbol());
        cookie(at.cookie());
      }
      case KprobeMultiAttachment at -> {
        put("fn_name", String.join(",", at.symbols()));
        cookies(at.cookies());
        flag("retprobe", at.atReturn());
      }
      case UprobeAttachment at -> user(at.binary(), at.place(), at.pid());
      case UretprobeAttachment at -> user(at.binary(), at.place(), at.pid());
      case UprobeMultiAttachment at -> many(at);
      case CgroupAttachment at -> cgroup(at);
      case NetfilterAttachment at -> {
        put("netns", at.namespace());
        put("protocol_family", NamespaceOptions.familyWord(at.protocolFamily()));
        put("hook", NamespaceOptions.hookWord(at.netfilterHook()));
        put("priority", Integer.toString(at.priority()));
        flag("defragment", at.defragment());
      }
      case SkLookupAttachment at -> put("netns", at.namespace());
      case PerfEventAttachment at -> {
        put("type", Integer.toString(at.type()));
        put("config", Long.toString(at.config()));
        number("sample_period", at.samplePeriod());
        number("sample_freq", at.sampleFrequency());
        process("pid", at.pid());
        process("cpu", at.cpu());
        cookie(at.cookie());
      }
      case IterAttachment at -> at.map().ifPresent(map -> put("map", map));
      case StructOpsAttachment at -> put("map", at.map());
    }
  }

  private void device(DeviceAttachment attachment) {
    put("iface", attachment.device().name());
    put("netns", attachment.device().namespace());
    put("priority", Integer.toString(attachment.priority()));
    attachment.proceeding().ifPresent(proceedOn -> put("proceed-on", words(proceedOn)));
    switch (attachment) {
      case XdpAttachment at -> put("mode", at.mode().word());
      case TcAttachment at -> put("direction", at.direction().word());
      case TcxAttachment at -> put("direction", at.direction().word());
    }
  }

  static String words(ProceedOn proceedOn) {
    return proceedOn.verdicts().stream().map(Verdict::word).collect(Collectors.joining(","));
  }

  private void user(UserBinary binary, UserPlace place, OptionalInt pid) {
    binary(binary, pid);
    place.function().ifPresent(function -> put("fn_name", function));
    if (place.function().isEmpty() || place.offset() != 0) {
      put("offset", Long.toString(place.offset()));
    }
    number("ref_ctr_offset", place.referenceCounterOffset());
    cookie(place.cookie());
  }

  private void binary(UserBinary binary, OptionalInt pid) {
    put("target", binary.path());
    process("container_pid", binary.mountNamespacePid());
    process("pid", pid);
  }

  private void many(UprobeMultiAttachment at) {
    binary(at.binary(), at.pid());
    List<UserPlace> places = at.places();
    list("fn_name", places.stream().filter(p -> p.function().isPresent()).map(UserPlace::describe));
    list(
        "offset",
        places.stream()
            .filter(place -> place.function().isEmpty())
            .map(place -> Long.toString(place.offset())));
    cookies(places.stream().map(UserPlace::cookie).toList());
    if (places.stream().anyMatch(place -> place.referenceCounterOffset() != 0)) {
      list(
          "ref_ctr_offsets",
          places.stream().map(place -> Long.toString(place.referenceCounterOffset())));
    }
    flag("retprobe", at.atReturn());
  }

  private void cgroup(CgroupAttachment attachment) {
    put("cgroup", attachment.cgroup());
    switch (attachment) {
      case CgroupSkbAttachment at -> type(at.attachType());
      case CgroupSockAttachment at -> type(at.attachType());
      case CgroupSockAddrAttachment at -> type(at.attachType());
      case CgroupSockoptAttachment at -> type(at.attachType());
      case CgroupSysctlAttachment _, CgroupDeviceAttachment _, SockOpsAttachment _ -> {}
    }
  }

  private void type(AttachType type) {
    put("attach_type", type.word());
  }

  private void put(String name, String value) {
    words.put(name, value);
  }

  private void list(String name, Stream<String> values) {
    String joined = values.collect(Collectors.joining(","));
    if (!joined.isEmpty()) {
      put(name, joined);
    }
  }

  private void number(String name, long number) {
    if (number != 0) {
      put(name, Long.toString(number));
    }
  }

  private void process(String name, OptionalInt number) {
    number.ifPresent(one -> put(name, Integer.toString(one)));
  }

  private void cookie(long cookie) {
    if (cookie != 0) {
      put("cookie", Long.toUnsignedString(cookie));
    }
  }

  private void cookies(List<Long> cookies) {
    if (cookies.stream().anyMatch(cookie -> cookie != 0)) {
      list("cookies", cookies.stream().map(Long::toUnsignedString));
    }
  }

  private void flag(String name, boolean value) {
    if (value) {
      put(name, "true");
    }
  }
}
