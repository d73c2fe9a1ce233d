package io.bpfledger.kernel.linux.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.FeatureState;
import org.junit.jupiter.api.Test;

final class AttemptTest {

  @Test
  void whatWentThroughIsThere() {
    assertThat(Attempt.of("load", 0).state(true)).isEqualTo(new FeatureState.Present());
    assertThat(Attempt.of("load", 0).state(false)).isEqualTo(new FeatureState.Present());
  }

  @Test
  void anErrorThatOnlyTheFeatureGivesProvesIt() {
    long noDevice = -Errno.ENODEV.number();

    assertThat(Attempt.of("link", noDevice, Errno.ENODEV).state(true))
        .isEqualTo(new FeatureState.Present());
    assertThat(Attempt.of("link", noDevice, Errno.EBADF).state(true))
        .isEqualTo(new FeatureState.Absent(Errno.ENODEV, "link: ENODEV (19)"));
  }

  @Test
  void refusedPermissionIsAPolicyOnlyForWhoMayDoEverythingElse() {
    long refused = -Errno.EPERM.number();

    assertThat(Attempt.of("load", refused).state(true))
        .isEqualTo(
            new FeatureState.Absent(Errno.EPERM, "load: EPERM (1), by a policy of this kernel"));
    assertThat(Attempt.of("load", refused).state(false))
        .isEqualTo(
            new FeatureState.Unknown(Errno.EPERM, "load: EPERM (1), for want of CAP_SYS_ADMIN"));
  }

  @Test
  void lackOfResourcesSaysNothingOfTheFeature() {
    assertThat(Attempt.of("load", -Errno.EMFILE.number()).state(true))
        .isInstanceOf(FeatureState.Unknown.class);
    assertThat(Attempt.of("load", -Errno.ENOMEM.number()).state(true))
        .isInstanceOf(FeatureState.Unknown.class);
    assertThat(Attempt.of("namespace", -Errno.ENOSPC.number()).state(true))
        .isInstanceOf(FeatureState.Unknown.class);
  }
}
