package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTableTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # section                              , kind             , attach type              , target
          xdp                                    , XDP              , XDP                      , -
          xdp.frags                              , XDP              , XDP                      , -
          xdp/filter                             , XDP              , XDP                      , -
          ?xdp                                   , XDP              , XDP                      , -
          tc                                     , TC               , -                        , -
          tc/egress                              , TC               , -                        , egress
          tc/count                               , TC               , -                        , -
          classifier                             , TC               , -                        , -
          classifier/count                       , TC               , -                        , -
          classifier/ingress                     , TC               , -                        , ingress
          tcx/ingress                            , TCX              , TCX_INGRESS              , ingress
          tcx/egress                             , TCX              , TCX_EGRESS               , egress
          tracepoint/syscalls/sys_enter_openat   , TRACEPOINT       , -                        , syscalls/sys_enter_openat
          tp/sched/sched_switch                  , TRACEPOINT       , -                        , sched/sched_switch
          raw_tp/sys_enter                       , RAW_TRACEPOINT   , -                        , sys_enter
          raw_tracepoint/sys_enter               , RAW_TRACEPOINT   , -                        , sys_enter
          raw_tp.w/bpf_test                      , RAW_TRACEPOINT   , -                        , bpf_test
          tp_btf/sched_switch                    , TP_BTF           , TRACE_RAW_TRACEPOINT     , sched_switch
          kprobe/do_sys_open                     , KPROBE           , -                        , do_sys_open
          kprobe                                 , KPROBE           , -                        , -
          kprobe/                                , KPROBE           , -                        , -
          kretprobe/do_sys_open                  , KRETPROBE        , -                        , do_sys_open
          kprobe.multi/tcp_*                     , KPROBE_MULTI     , TRACE_KPROBE_MULTI       , tcp_*
          kretprobe.multi/tcp_*                  , KPROBE_MULTI     , TRACE_KPROBE_MULTI       , tcp_*
          ksyscall/openat                        , KPROBE           , -                        , -
          uprobe//bin/bash:readline              , UPROBE           , -                        , /bin/bash:readline
          uretprobe.s/libc.so.6:malloc           , URETPROBE        , -                        , libc.so.6:malloc
          uprobe.multi/libc.so.6:mall*           , UPROBE_MULTI     , TRACE_UPROBE_MULTI       , libc.so.6:mall*
          uretprobe.multi.s/libc.so.6:mall*      , UPROBE_MULTI     , TRACE_UPROBE_MULTI       , libc.so.6:mall*
          fentry/tcp_connect                     , FENTRY           , TRACE_FENTRY             , tcp_connect
          fentry.s/tcp_connect                   , FENTRY           , TRACE_FENTRY             , tcp_connect
          fexit/tcp_connect                      , FEXIT            , TRACE_FEXIT              , tcp_connect
          fmod_ret/security_file_open            , FMOD_RET         , MODIFY_RETURN            , security_file_open
          lsm.s/file_open                        , LSM              , LSM_MAC                  , file_open
          iter/task                              , ITER             , TRACE_ITER               , task
          perf_event                             , PERF_EVENT       , -                        , -
          netfilter                              , NETFILTER        , NETFILTER                , -
          sk_lookup                              , SK_LOOKUP        , SK_LOOKUP                , -
          sk_lookup/echo                         , SK_LOOKUP        , SK_LOOKUP                , -
          struct_ops/init                        , STRUCT_OPS       , -                        , init
          sockops                                , SOCK_OPS         , CGROUP_SOCK_OPS          , -
          cgroup/skb                             , CGROUP_SKB       , -                        , -
          cgroup_skb/egress                      , CGROUP_SKB       , CGROUP_INET_EGRESS       , -
          cgroup/sock_create                     , CGROUP_SOCK      , CGROUP_INET_SOCK_CREATE  , -
          cgroup/connect4                        , CGROUP_SOCK_ADDR , CGROUP_INET4_CONNECT     , -
          cgroup/connect_unix                    , CGROUP_SOCK_ADDR , CGROUP_UNIX_CONNECT      , -
          cgroup/getsockopt                      , CGROUP_SOCKOPT   , CGROUP_GETSOCKOPT        , -
          cgroup/sysctl                          , CGROUP_SYSCTL    , CGROUP_SYSCTL            , -
          cgroup/dev                             , CGROUP_DEVICE    , CGROUP_DEVICE            , -
          """)
  void sectionsImplyAKind(String section, AttachKind kind, AttachType attachType, String target) {
    SectionMeaning meaning = SectionTable.meaning(section).orElseThrow();

    assertThat(meaning.kind()).contains(kind);
    assertThat(meaning.attachType()).isEqualTo(Optional.ofNullable(attachType));
    assertThat(meaning.target()).isEqualTo(Optional.ofNullable(target));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # section          , program type  , attach type          , target
          action/police      , SCHED_ACT     , -                    , -
          freplace/slot      , EXTENSION     , -                    , slot
          lsm_cgroup/bind    , LSM           , LSM_CGROUP           , bind
          xdp/devmap         , XDP           , XDP_DEVMAP           , -
          xdp.frags/cpumap   , XDP           , XDP_CPUMAP           , -
          kprobe.session/tcp , KPROBE        , TRACE_KPROBE_SESSION , tcp
          usdt/libc:a:b      , KPROBE        , -                    , libc:a:b
          socket             , SOCKET_FILTER , -                    , -
          sk_skb/verdict     , SK_SKB        , SK_SKB_VERDICT       , -
          syscall            , SYSCALL       , -                    , -
          """)
  void sectionsOfProgramsThatWeDoNotAttachImplyOnlyAType(
      String section, ProgramType type, AttachType attachType, String target) {
    SectionMeaning meaning = SectionTable.meaning(section).orElseThrow();

    assertThat(meaning.kind()).isEmpty();
    assertThat(meaning.programType()).isEqualTo(type);
    assertThat(meaning.attachType()).isEqualTo(Optional.ofNullable(attachType));
    assertThat(meaning.target()).isEqualTo(Optional.ofNullable(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?", "/", ".text", "xdp_prog", "xdpfrags", "cgroup/unknown", "tcx", "prog/x"})
  void otherNamesSayNothing(String section) {
    assertThat(SectionTable.meaning(section)).isEmpty();
  }

  @Test
  void sleepableAndFragsProgramsAreLoadedWithTheirFlags() {
    assertThat(SectionTable.meaning("lsm.s/file_open").orElseThrow().loadFlags()).isEqualTo(0x10);
    assertThat(SectionTable.meaning("xdp.frags").orElseThrow().loadFlags()).isEqualTo(0x20);
    assertThat(SectionTable.meaning("xdp").orElseThrow().loadFlags()).isZero();
  }

  @Test
  void onlyMultiProbesAtReturnSaySoBesideTheirKind() {
    assertThat(SectionTable.rows())
        .filteredOn(row -> row.meaning().atReturn())
        .extracting(SectionRow::name)
        .containsExactlyInAnyOrder("kretprobe.multi", "uretprobe.multi", "uretprobe.multi.s");
  }

  @Test
  void writableRawTracepointsAreATypeOfTheirOwn() {
    assertThat(SectionTable.meaning("raw_tp.w/bpf_test").orElseThrow().programType())
        .isEqualTo(ProgramType.RAW_TRACEPOINT_WRITABLE);
  }

  @Test
  void everyKindHasASectionName() {
    Set<AttachKind> kinds = EnumSet.noneOf(AttachKind.class);
    SectionTable.rows().forEach(row -> row.meaning().kind().ifPresent(kinds::add));

    assertThat(kinds).containsExactlyInAnyOrderElementsOf(Arrays.asList(AttachKind.values()));
  }
}
