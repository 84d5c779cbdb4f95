package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After a refusal containerd, configured as {@code portcullis clients containerd} says, does not go
 * on to the real registry, which here would serve the unsigned image.
 */
@Tag("real")
class NoWayRoundTest {
  private static final String NAME = "prod/app";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void containerdDoesNotAskTheRealRegistryAfterARefusal(ContainerdDaemon.Line line) {
    CosignSigner signer = CosignSigner.withNewKey(RealTool.COSIGN_2, folder.resolve("signer"));
    try (RealRegistry real = RealRegistry.distributionProcess(folder.resolve("real"))) {
      String realName = "localhost:" + URI.create("http://" + real.host()).getPort();
      SampleImage.oci(real.repository(NAME), "unsigned", "round1");
      RealRegistry behindTheProxy = RealRegistry.distribution(folder.resolve("behind"));
      try (Stage stage = Stage.named(realName, folder, behindTheProxy, signer);
          ContainerdDaemon containerd =
              ContainerdDaemon.start(line, folder.resolve("containerd"))) {
        SampleImage.oci(stage.behind(NAME), "unsigned", "round1");
        Digest signed = SampleImage.oci(stage.behind(NAME), "signed", "round2");
        signer.sign(CosignSigner.Form.LEGACY, stage.behind(NAME).at(signed));
        Path hosts = PrintedSetup.containerdHosts(stage.proxy(), folder.resolve("hosts"));

        containerd.pull(hosts, realName + "/" + NAME + ":unsigned").mustFail();
        containerd.pull(hosts, realName + "/" + NAME + ":signed").mustSucceed();
        containerd.pull(hosts, realName + "/" + NAME + ":absent").mustFail();
        assertThat(containerd.images()).isEqualTo(realName + "/" + NAME + ":signed\n");
        assertThat(real.accessLog()).doesNotContain("containerd/");

        Path nothing = folder.resolve("nothing");
        containerd.pull(nothing, realName + "/" + NAME + ":unsigned").mustSucceed();
        assertThat(real.accessLog())
            .as("the way round was open all the time")
            .contains("containerd/");
      }
    }
  }
}
