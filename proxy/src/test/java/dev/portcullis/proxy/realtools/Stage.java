package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A real registry, the proxy in front of it, and signers whom its rule asks for: whatever is under
 * {@code prod/} needs a signature by one of the keys. Closing ends all of it.
 */
final class Stage implements AutoCloseable {
  /** How the proxy's configuration calls the registry. */
  static final String REGISTRY = "registry.test";

  private final RealRegistry registry;
  private final RunningProxy proxy;

  private Stage(RealRegistry registry, RunningProxy proxy) {
    this.registry = registry;
    this.proxy = proxy;
  }

  /** Starts a proxy in front of a registry that runs already and is ended with the stage. */
  static Stage in(Path folder, RealRegistry registry, CosignSigner... signers) {
    return named(REGISTRY, folder, registry, signers);
  }

  /** A stage whose registry is called {@code name} by the clients. */
  static Stage named(String name, Path folder, RealRegistry registry, CosignSigner... signers) {
    return vouchedBy(name, folder, registry, keys(List.of(signers)));
  }

  /**
   * A stage with any sort of signer.
   *
   * @param signers the configuration's {@code signers}, with one called {@code release}, and what
   *     these need besides
   */
  static Stage vouchedBy(String name, Path folder, RealRegistry registry, String signers) {
    String require = "[{signature: {by: release}}]";
    return requiring(name, folder, registry, require, signers);
  }

  /**
   * A stage with any requirements.
   *
   * @param require the rule's {@code require}, in YAML's flow style
   */
  static Stage requiring(
      String name, Path folder, RealRegistry registry, String require, String signers) {
    String configuration =
        """
        upstreams:
          "%s": {url: "http://%s", default: true}
        rules:
          - name: production
            images: ["%s/prod/**"]
            require: %s
        unmatched: refuse
        """
            .formatted(name, registry.host(), name, require);
    try {
      return new Stage(
          registry, RunningProxy.start(folder.resolve("proxy"), configuration + signers));
    } catch (RuntimeException | AssertionError e) {
      registry.close();
      throw e;
    }
  }

  /** The repository itself, beside the proxy: where tests push. */
  Repository behind(String name) {
    return registry.repository(name);
  }

  /** The same repository as clients see it. */
  Repository through(String name) {
    return proxy.repository(name);
  }

  /** The proxy. */
  RunningProxy proxy() {
    return proxy;
  }

  /** The registry. */
  RealRegistry registry() {
    return registry;
  }

  /** Asserts that exactly the registry's bytes come through the proxy, by tag or digest. */
  void assertAdmitted(String repository, String reference) {
    HttpResponse<String> answer = through(repository).getManifest(reference);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().getBytes(UTF_8)).isEqualTo(behind(repository).manifest(reference));
    assertThat(answer.headers().firstValue("Portcullis-Decision").orElse(""))
        .contains("admit", "rule=production");
  }

  /** Asserts a refusal whose message contains each of the words. */
  void assertRefused(String repository, String reference, String... words) {
    HttpResponse<String> answer = through(repository).getManifest(reference);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("\"DENIED\"").contains(words);
    assertThat(answer.headers().firstValue("Portcullis-Decision").orElse(""))
        .contains("refuse", "rule=production");
  }

  /** Asserts a refusal of a manifest that has no tag. */
  void assertRefused(String repository, Digest digest, String... words) {
    assertRefused(repository, digest.toString(), words);
  }

  @Override
  public void close() {
    proxy.close();
    registry.close();
  }

  /** Signers in the configuration: {@code release} has all their keys. */
  static String keys(List<CosignSigner> signers) {
    return signers.stream()
        .map(signer -> '"' + signer.publicKey().toString() + '"')
        .collect(Collectors.joining(", ", "signers:\n  release: {keys: [", "]}\n"));
  }
}
