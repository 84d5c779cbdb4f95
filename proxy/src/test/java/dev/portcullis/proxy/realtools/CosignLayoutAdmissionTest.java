package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real images with the provenance that the SLSA generator attached to them years ago, in a real
 * registry and pulled through the proxy: admitted by that identity, with the public root that is
 * built in, and refused under any other identity, issuer, ref, type or digest.
 */
@Tag("real")
class CosignLayoutAdmissionTest {
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final String GENERATOR =
      "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/"
          + "generator_container_slsa3.yml@refs/tags/";

  private static Optional<RealRegistry> registry = Optional.empty();
  private static Optional<RunningProxy> proxy = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path folder) {
    Assumptions.assumeFalse(CosignLayout.all().isEmpty(), "no cosign layouts are at hand");
    RealRegistry started = RealRegistry.distribution(folder.resolve("registry"));
    registry = Optional.of(started);
    proxy = Optional.of(RunningProxy.start(folder.resolve("proxy"), configuration(started)));
  }

  @AfterAll
  static void end() {
    proxy.ifPresent(RunningProxy::close);
    registry.ifPresent(RealRegistry::close);
  }

  /** Signers, with what the refusal of all the others must say. */
  private static Map<String, String> signers() {
    Map<String, String> signers = new LinkedHashMap<>();
    signers.put("right", identity("{matches: '" + GENERATOR + "v.*'}", ISSUER, ""));
    signers.put("subject", identity("\"" + GENERATOR + "v9.9.9\"", ISSUER, ""));
    signers.put("issuer", identity("{matches: '.*'}", "https://accounts.google.com", ""));
    signers.put("ref", identity("{matches: '.*'}", ISSUER, ", githubWorkflowRef: refs/heads/evil"));
    signers.put(
        "repository",
        identity("{matches: '.*'}", ISSUER, ", githubWorkflowRepository: slsa-framework/other"));
    return signers;
  }

  private static String identity(String subject, String issuer, String claims) {
    return "{keyless: {root: public-good, subject: %s, issuer: \"%s\"%s}}"
        .formatted(subject, issuer, claims);
  }

  private static String configuration(RealRegistry registry) {
    String rules =
        signers().keySet().stream()
            .map(name -> rule(name, "slsa-provenance-v0.2", name))
            .collect(Collectors.joining());
    return """
    upstreams:
      registry.test: {url: "http://%s", default: true}
    signers:
    %s
    rules:
    %s%s
    """
        .formatted(
            registry.host(),
            signers().entrySet().stream()
                .map(each -> "  " + each.getKey() + ": " + each.getValue() + "\n")
                .collect(Collectors.joining()),
            rules,
            rule("type", "slsa-provenance-v1", "right"));
  }

  private static String rule(String name, String type, String signer) {
    return """
      - {name: %s, images: ["registry.test/%s/**"], require: [{attestation: {type: %s, by: %s}}]}
    """
        .formatted(name, name, type, signer)
        .indent(2);
  }

  static Stream<CosignLayout> layouts() {
    return CosignLayout.all().stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void provenanceAdmitsByItsIdentity(CosignLayout layout) {
    String name = "right/" + layout.version();
    Digest image = layout.pushTo(behind(name));

    for (String reference : List.of("latest", image.toString())) {
      HttpResponse<String> answer = proxied(name).getManifest(reference);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(behind(name).getManifest(reference).body());
    }
  }

  static Stream<Arguments> refusals() {
    Map<String, List<String>> reasons =
        Map.of(
            "subject",
            List.of("by another signer (" + GENERATOR, "expected subject", "v9.9.9"),
            "issuer",
            List.of("issuer " + ISSUER, "expected issuer", "https://accounts.google.com"),
            "ref",
            List.of("expected githubWorkflowRef", "refs/heads/evil", "found 'refs/"),
            "repository",
            List.of("expected githubWorkflowRepository", "found 'slsa-framework/example-package'"),
            "type",
            List.of("requires attestation slsa-provenance-v1", "slsa-provenance-v0.2 by right"));
    return CosignLayout.all().stream()
        .flatMap(
            layout ->
                reasons.entrySet().stream()
                    .map(each -> Arguments.of(layout, each.getKey(), each.getValue())));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anythingElseIsRefusedForItsReason(CosignLayout layout, String rule, List<String> words) {
    String name = rule + "/" + layout.version();
    Digest image = layout.pushTo(behind(name));

    assertRefused(proxied(name).getManifest(image.toString()), words);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void provenanceOfAnotherDigestIsRefused(CosignLayout layout) {
    String name = "right/copied-" + layout.version();
    Digest image = layout.pushTo(behind(name));
    Digest other = SampleImage.oci(behind(name), "other", "layout" + layout.version());
    behind(name)
        .pushManifest(
            other.fallbackTag() + ".att",
            MediaTypes.OCI_MANIFEST,
            behind(name).manifest(image.fallbackTag() + ".att"));

    assertRefused(
        proxied(name).getManifest(other.toString()),
        List.of("for another digest (" + image.shortened() + ")"));
  }

  private static void assertRefused(HttpResponse<String> answer, List<String> words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("\"DENIED\"").contains(words);
  }

  private static Repository behind(String name) {
    return registry.orElseThrow().repository(name);
  }

  private static Repository proxied(String name) {
    return proxy.orElseThrow().repository(name);
  }
}
