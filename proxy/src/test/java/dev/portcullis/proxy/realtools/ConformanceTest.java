package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution specification's own conformance program, run through the proxy. Its printed
 * verdicts are read, not its exit code: after a read-only run it fails to write one of its reports.
 */
@Tag("real")
class ConformanceTest {
  private static final Pattern BLOB = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern CASE =
      Pattern.compile("(?m)^ *(OCI Conformance Test\\S.*): (\\w+)$");

  /**
   * Where the proxy differs on purpose. A manifest that was admitted is answered from memory for a
   * while after its deletion. A range whose end is before its start is ignored, as RFC 9110, 14.1.1
   * demands; the program wants 416.
   */
  private static final Pattern DIVERGENCES =
      Pattern.compile(".*/delete/manifest-delete|.*/range 500-0");

  @TempDir Path folder;

  @Test
  void signedContentIsServedAsTheSpecificationSays() {
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

      CommandRun run =
          conformance(stage.proxy().host(), "results")
              .env("OCI_REPO1", "prod/conf")
              .env("OCI_API_PUSH", "false")
              .env("OCI_API_BLOBS_DELETE", "false")
              .env("OCI_API_MANIFESTS_DELETE", "false")
              .env("OCI_API_TAGS_DELETE", "false")
              .env("OCI_RO_DATA_TAGS", "v1 idx")
              .env("OCI_RO_DATA_MANIFESTS", image + " " + index.digest())
              .env("OCI_RO_DATA_BLOBS", blobs.strip())
              .env("OCI_RO_DATA_REFERRERS", image.toString())
              .run();
      assertThat(cases(run, "FAIL")).isEmpty();
      assertThat(cases(run, "Error")).isEmpty();
      assertThat(cases(run, "Pass"))
          .contains(
              "OCI Conformance Test/empty/referrers",
              "OCI Conformance Test/missing-manifest/by-tag",
              "OCI Conformance Test/read-only/head/blob-head",
              "OCI Conformance Test/read-only/pull/manifest-by-digest",
              "OCI Conformance Test/read-only/pull/manifest-by-tag",
              "OCI Conformance Test/read-only/tag-list");
    }
  }

  @Test
  void whatPassesStraightPassesThroughAnAdmittingProxy() {
    RealTool.OCI_CONFORMANCE.require();
    RealRegistry registry = RealRegistry.distribution(folder.resolve("registry"));
    try (registry;
        RunningProxy proxy = RunningProxy.start(folder.resolve("proxy"), admitting(registry))) {
      CommandRun straight =
          conformance(registry.host(), "straight").env("OCI_REPO1", "conf/a").run();
      CommandRun through = conformance(proxy.host(), "through").env("OCI_REPO1", "conf/b").run();
      SortedSet<String> broken = cases(straight, "Pass");
      assertThat(broken).hasSizeGreaterThan(100);
      broken.removeAll(cases(through, "Pass"));
      SortedSet<String> groups = new TreeSet<>(broken);
      groups.removeIf(name -> broken.stream().noneMatch(other -> other.startsWith(name + "/")));
      broken.removeAll(groups);
      broken.removeIf(DIVERGENCES.asMatchPredicate());
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

  private Command conformance(String host, String results) {
    return RealTool.OCI_CONFORMANCE
        .with()
        .env("OCI_RESULTS_DIR", folder.resolve(results).toString())
        .env("OCI_REGISTRY", host)
        .env("OCI_TLS", "disabled")
        .env("OCI_REPO2", "conf/other")
        .env("OCI_VERSION", "1.1");
  }

  /** The names of the cases with a verdict. */
  private static SortedSet<String> cases(CommandRun run, String verdict) {
    SortedSet<String> names = new TreeSet<>();
    CASE.matcher(run.out())
        .results()
        .filter(found -> found.group(2).equals(verdict))
        .forEach(found -> names.add(found.group(1)));
    return names;
  }
}
