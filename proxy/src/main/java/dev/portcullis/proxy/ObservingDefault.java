package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.TextPattern;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.proxy.admission.AdmissionConfig;
import dev.portcullis.proxy.ops.AdminConfig;
import dev.portcullis.proxy.prefetch.PrefetchConfig;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.server.ClientsConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration when there is no file: this machine only, the well-known public registries,
 * everything admitted, and the record says what is signed and what is not. A first look costs
 * nothing and breaks nothing.
 */
final class ObservingDefault {
  private static final String ROOT = "public-good";

  private ObservingDefault() {}

  static Config config() {
    List<UpstreamConfig> upstreams = PublicRegistries.upstreams();
    TrustMaterial trust = new TrustMaterial(List.of(), Map.of(ROOT, PublicGoodRoot.named(ROOT)));
    return new Config(
        new FileSnapshot(Map.of()),
        ListenReader.DEFAULT_ADDRESS,
        Optional.empty(),
        new AdminConfig(AdminConfig.DEFAULT_ADDRESS, Optional.empty()),
        ClientsConfig.anyone(),
        upstreams,
        AdmissionConfig.defaults(),
        RevocationConfig.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        DrainConfig.DEFAULT,
        PrefetchConfig.NOTHING,
        List.of(),
        new LoadedPolicy(policy(upstreams), trust));
  }

  private static Policy policy(List<UpstreamConfig> upstreams) {
    Signer somebody = new Signer.Keyless("somebody", List.of(anyone()));
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
            "observe", everything, Mode.AUDIT, Optional.of(new Requirement.Signature(somebody)));
    return Policy.of(List.of(observe), Rule.refuseUnmatched(), DenyList.empty());
  }

  /** Whoever the public Sigstore instance has given a certificate; the record names them. */
  private static KeylessIdentity anyone() {
    try {
      TextPattern any = TextPattern.matching(".*");
      return new KeylessIdentity(ROOT, any, any, Optional.empty(), new TreeMap<>());
    } catch (MalformedException e) {
      throw new IllegalStateException("a built-in pattern is none", e);
    }
  }
}
