package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.proxy.admission.AdmissionConfig;
import dev.portcullis.proxy.ops.AdminConfig;
import dev.portcullis.proxy.server.ClientsConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.TrustMaterial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration when there is no file: this machine only, the well-known public registries,
 * everything admitted, and the record says what is signed and what is not. A first look costs
 * nothing and breaks nothing.
 */
final class ObservingDefault {
  /** No key has this fingerprint, so whatever is signed is told as signed by somebody unknown. */
  private static final String NOBODY = "0".repeat(64);

  private ObservingDefault() {}

  static Config config() {
    List<UpstreamConfig> upstreams = PublicRegistries.upstreams();
    TrustMaterial trust = TrustMaterial.ofKeys(List.of());
    return new Config(
        new FileSnapshot(Map.of()),
        ListenReader.DEFAULT_ADDRESS,
        Optional.empty(),
        new AdminConfig(AdminConfig.DEFAULT_ADDRESS, Optional.empty()),
        ClientsConfig.anyone(),
        upstreams,
        AdmissionConfig.defaults(),
        Optional.empty(),
        new LoadedPolicy(policy(upstreams), trust, "none"));
  }

  private static Policy policy(List<UpstreamConfig> upstreams) {
    Signer anybody =
        new Signer.Keys("known-key", List.of(Signer.SignerKey.of(NOBODY, "no key is configured")));
    List<ImagePattern> everything = new ArrayList<>();
    try {
      for (UpstreamConfig upstream : upstreams) {
        everything.add(ImagePattern.parse(upstream.name() + "/**"));
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("a built-in registry has no pattern", e);
    }
    Rule observe =
        new Rule(
            "observe", everything, Mode.AUDIT, Optional.of(new Requirement.Signature(anybody)));
    return Policy.of(List.of(observe), Rule.refuseUnmatched(), DenyList.empty());
  }
}
