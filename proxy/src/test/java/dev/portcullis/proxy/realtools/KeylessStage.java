package dev.portcullis.proxy.realtools;

import dev.portcullis.verify.lab.LabOidc;
import dev.portcullis.verify.lab.LabServices;
import dev.portcullis.verify.lab.LabSigstore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The lab's services, real cosigns that use them, and stages whose rule asks for a signature or a
 * provenance by the release workflow. Closing ends all of it.
 */
final class KeylessStage implements AutoCloseable {
  static final LabSigstore SIGSTORE = LabSigstore.named("live");
  static final LabOidc GITHUB = LabOidc.of("https://token.actions.githubusercontent.com");

  private final Path folder;
  private final LabServices services = LabServices.start(SIGSTORE, GITHUB);
  private final LabServices withoutScts = LabServices.startWithoutScts(SIGSTORE, GITHUB);
  private final Map<RealTool, LabCosign> cosigns = new EnumMap<>(RealTool.class);
  private final Map<Ground, Stage> stages = new EnumMap<>(Ground.class);

  /** Where images and signatures lie. */
  enum Ground {
    DISTRIBUTION,
    REFERRERS_API
  }

  KeylessStage(Path folder) {
    this.folder = folder;
  }

  /** One version of cosign. */
  LabCosign cosign(RealTool tool) {
    return cosigns.computeIfAbsent(
        tool, missing -> LabCosign.in(folder.resolve(missing.program()), missing, services));
  }

  /** One version of cosign against the instance without SCTs. */
  LabCosign cosignWithoutScts(RealTool tool) {
    return LabCosign.in(folder.resolve(tool.program() + "-without-scts"), tool, withoutScts);
  }

  /** The stage over one kind of registry. */
  Stage stage(Ground ground) {
    return stages.computeIfAbsent(
        ground,
        missing -> {
          Path home = folder.resolve(missing.name());
          RealRegistry registry =
              switch (missing) {
                case DISTRIBUTION -> RealRegistry.distribution(home.resolve("registry"));
                case REFERRERS_API -> RealRegistry.withReferrersApi(home.resolve("registry"));
              };
          return Stage.requiring(
              Stage.REGISTRY,
              home,
              registry,
              "[{any: [{signature: {by: release}},"
                  + " {attestation: {type: slsa-provenance-v1, by: release}}]}]",
              release(cosigns.values().iterator().next().trustedRoot()));
        });
  }

  /** A stage whose root has no logs, and whose rule wants a signature; the caller closes it. */
  Stage stageWithoutLogs(LabCosign cosign) {
    Path home = folder.resolve("without-logs");
    return Stage.vouchedBy(
        Stage.REGISTRY,
        home,
        RealRegistry.distribution(home.resolve("registry")),
        release(cosign.trustedRootWithoutLogs()));
  }

  /** A stage whose rule wants a signature by a key that a log holds; the caller closes it. */
  Stage stageOfLoggedKey(LabCosign cosign, CosignSigner key) {
    Path home = folder.resolve("logged-key");
    return Stage.vouchedBy(
        Stage.REGISTRY,
        home,
        RealRegistry.distribution(home.resolve("registry")),
        """
        trust: {sigstore: {live: {trustedRoot: "%s"}}}
        signers:
          release: {keys: ["%s"], log: required, root: live}
        """
            .formatted(cosign.trustedRoot(), key.publicKey()));
  }

  /** A new key of one version of cosign. */
  CosignSigner key(RealTool tool, String name) {
    return CosignSigner.withNewKey(tool, folder.resolve(name));
  }

  private static String release(Path root) {
    return """
    trust: {sigstore: {live: {trustedRoot: "%s"}}}
    signers:
      release:
        keyless: {root: live, issuer: "%s", subject: "%s", sourceRef: refs/tags/v1.2.3}
    """
        .formatted(root, GITHUB.issuer(), LabCosign.SUBJECT);
  }

  @Override
  public void close() {
    stages.values().forEach(Stage::close);
    services.close();
    withoutScts.close();
  }
}
