package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution specification's own conformance program, run through the proxy. */
@Tag("real")
@Disabled("tag lists, referrers and writes are not served yet")
class ConformanceTest {
  private static final Pattern BLOB = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern CASE =
      Pattern.compile("<testcase name=\"([^\"]*)\"[^>]* status=\"([a-z]+)\"");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "dev"})
  void signedContentIsServedAsTheSpecificationSays(String version) {
    RealTool.OCI_CONFORMANCE.require();
    CosignSigner signer = CosignSigner.withNewKey(RealTool.COSIGN_2, folder.resolve("signer"));
    RealRegistry registry = RealRegistry.distribution(folder.resolve("registry"));
    try (Stage stage = Stage.in(folder, registry, signer)) {
      Repository behind = stage.behind("prod/conf");
      Digest image = SampleImage.oci(behind, "v1", "conf1");
      SampleImage.Index index = SampleImage.index(behind, "idx", "conf2");
      signer.sign(CosignSigner.Form.LEGACY, behind.at(image));
      signer.sign(CosignSigner.Form.LEGACY, behind.at(index.digest()));
      stage.assertAdmitted("prod/conf", "v1");
      String manifest = new String(behind.manifest("v1"), StandardCharsets.UTF_8);
      String blobs =
          BLOB.matcher(manifest)
              .results()
              .map(MatchResult::group)
              .reduce("", (a, b) -> a + " " + b);

      conformance(stage.proxy().host(), "results", version)
          .env("OCI_REPO1", "prod/conf")
          .env("OCI_API_PUSH", "false")
          .env("OCI_API_BLOBS_DELETE", "false")
          .env("OCI_API_MANIFESTS_DELETE", "false")
          .env("OCI_API_TAGS_DELETE", "false")
          .env("OCI_RO_DATA_TAGS", "v1 idx")
          .env("OCI_RO_DATA_MANIFESTS", image + " " + index.digest())
          .env("OCI_RO_DATA_BLOBS", blobs.strip())
          .env("OCI_RO_DATA_REFERRERS", image.toString())
          .run()
          .mustSucceed();
      assertThat(cases("results", "failure")).isEmpty();
      assertThat(cases("results", "passed")).hasSizeGreaterThan(5);
    }
  }

  @Test
  void whatPassesStraightPassesThroughAnAdmittingProxy() {
    RealTool.OCI_CONFORMANCE.require();
    RealRegistry registry = RealRegistry.distribution(folder.resolve("registry"));
    try (registry;
        RunningProxy proxy = RunningProxy.start(folder.resolve("proxy"), admitting(registry))) {
      conformance(registry.host(), "straight", "1.1").env("OCI_REPO1", "conf/a").run();
      conformance(proxy.host(), "through", "1.1").env("OCI_REPO1", "conf/b").run();
      SortedSet<String> broken = cases("straight", "passed");
      assertThat(broken).hasSizeGreaterThan(100);
      broken.removeAll(cases("through", "passed"));
      assertThat(broken).as("what distribution does right, the proxy does too").isEmpty();
    }
  }

  private static String admitting(RealRegistry registry) {
    return """
    upstreams:
      registry.test: {url: "http://%s", default: true, writes: passthrough}
    rules:
      - name: everything
        images: ["registry.test/**"]
        insecureAdmitAnything: true
    unmatched: refuse
    """
        .formatted(registry.host());
  }

  private Command conformance(String host, String results, String version) {
    return RealTool.OCI_CONFORMANCE
        .with()
        .env("OCI_RESULTS_DIR", folder.resolve(results).toString())
        .env("OCI_REGISTRY", host)
        .env("OCI_TLS", "disabled")
        .env("OCI_REPO2", "conf/other")
        .env("OCI_VERSION", version);
  }

  /** The names of the cases that ended with a status. */
  private SortedSet<String> cases(String results, String status) {
    try {
      String junit = Files.readString(folder.resolve(results).resolve("junit.xml"));
      SortedSet<String> names = new TreeSet<>();
      CASE.matcher(junit)
          .results()
          .filter(found -> found.group(2).equals(status))
          .forEach(found -> names.add(found.group(1)));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
