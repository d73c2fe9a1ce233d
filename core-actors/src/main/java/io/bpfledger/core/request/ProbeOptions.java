package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions of the kernel and of user space. */
final class ProbeOptions {

  private static final String FUNCTION = "fn_name";
  private static final String OFFSET = "offset";
  private static final String COOKIES = "cookies";
  private static final String COUNTER = "ref_ctr_offset";
  private static final String COUNTERS = "ref_ctr_offsets";
  private static final String AT_RETURN = "retprobe";

  private ProbeOptions() {}

  static Attachment kprobe(Options options) throws Unsound {
    return new KprobeAttachment(function(options), offset(options).orElse(0L), options.cookie());
  }

  static Attachment kretprobe(Options options) throws Unsound {
    atEntryOnly(options);
    return new KretprobeAttachment(function(options), options.cookie());
  }

  private static String function(Options options) throws Unsound {
    return options.required(FUNCTION, "function");
  }

  private static Optional<Long> offset(Options options) throws Unsound {
    return options.number(OFFSET, 0, Long.MAX_VALUE);
  }

  /** Clients that know no return probes send an offset of 0 with each probe. */
  private static void atEntryOnly(Options options) throws Unsound {
    if (offset(options).orElse(0L) != 0) {
      throw options.invalid("a probe of a return has no offset; leave offset out");
    }
  }

  static Attachment kprobes(Options options) throws Unsound {
    List<String> functions = options.list(FUNCTION);
    if (functions.isEmpty()) {
      throw options.invalid("no function is given; say which with fn_name, with commas between");
    }
    return new KprobeMultiAttachment(
        functions, cookies(options, functions.size()), options.flag(AT_RETURN));
  }

  /** One for each place, or none. */
  private static List<Long> cookies(Options options, int places) throws Unsound {
    List<Long> cookies = new ArrayList<>();
    for (String cookie : options.list(COOKIES)) {
      cookies.add(options.cookie(cookie));
    }
    if (!cookies.isEmpty() && cookies.size() != places) {
      throw options.invalid(
          "%d cookies for %d places; give one for each".formatted(cookies.size(), places));
    }
    return cookies;
  }

  static Attachment uprobe(Options options) throws Unsound {
    return new UprobeAttachment(binary(options), place(options), options.process("pid"));
  }

  static Attachment uretprobe(Options options) throws Unsound {
    return new UretprobeAttachment(binary(options), place(options), options.process("pid"));
  }

  private static UserBinary binary(Options options) throws Unsound {
    return new UserBinary(
        options.required("target", "binary or library"), options.process("container_pid"));
  }

  private static UserPlace place(Options options) throws Unsound {
    Optional<String> function = options.text(FUNCTION);
    Optional<Long> offset = offset(options);
    if (function.isEmpty() && offset.isEmpty()) {
      throw options.invalid("no function is given; say which with fn_name, or where with offset");
    }
    return new UserPlace(
        function,
        offset.orElse(0L),
        options.number(COUNTER, 0, Long.MAX_VALUE).orElse(0L),
        options.cookie());
  }

  /** Functions, with an offset behind a plus if need be, and then offsets in the file. */
  static Attachment uprobes(Options options) throws Unsound {
    UserBinary binary = binary(options);
    List<UserPlace> named = new ArrayList<>();
    for (String function : options.list(FUNCTION)) {
      int plus = function.lastIndexOf('+');
      named.add(
          plus < 0
              ? UserPlace.function(function)
              : new UserPlace(
                  Optional.of(function.substring(0, plus)),
                  options.number(FUNCTION, function.substring(plus + 1), 0, Long.MAX_VALUE),
                  0,
                  0));
    }
    for (String offset : options.list(OFFSET)) {
      named.add(
          new UserPlace(Optional.empty(), options.number(OFFSET, offset, 0, Long.MAX_VALUE), 0, 0));
    }
    if (named.isEmpty()) {
      throw options.invalid(
          "no function is given; say which with fn_name, or where with offset, with commas"
              + " between");
    }
    return new UprobeMultiAttachment(
        binary, told(options, named), options.process("pid"), options.flag(AT_RETURN));
  }

  /** The places with their cookies and reference counters. */
  private static List<UserPlace> told(Options options, List<UserPlace> places) throws Unsound {
    List<Long> cookies = cookies(options, places.size());
    List<String> counters = options.list(COUNTERS);
    if (!counters.isEmpty() && counters.size() != places.size()) {
      throw options.invalid(
          "%d %s for %d places; give one for each"
              .formatted(counters.size(), COUNTERS, places.size()));
    }
    List<UserPlace> all = new ArrayList<>();
    for (int at = 0; at < places.size(); at++) {
      UserPlace place = places.get(at);
      all.add(
          new UserPlace(
              place.function(),
              place.offset(),
              counters.isEmpty()
                  ? 0
                  : options.number(COUNTERS, counters.get(at), 0, Long.MAX_VALUE),
              cookies.isEmpty() ? 0 : cookies.get(at)));
    }
    return all;
  }
}
