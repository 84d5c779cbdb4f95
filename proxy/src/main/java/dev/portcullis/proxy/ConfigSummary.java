package dev.portcullis.proxy;

import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.SignedAs;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.Terms;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a configuration amounts to, without its secrets. */
final class ConfigSummary {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int ALL = 100;

  private ConfigSummary() {}

  /** In one line for people. */
  static String line(Config config) {
    Policy policy = config.policy().policy();
    return count(config.upstreams().size(), "upstream")
        + ", "
        + count(policy.rules().size(), "rule")
        + ", "
        + count(policy.signers().size(), "signer")
        + "; policy "
        + config.policyName();
  }

  /**
   * As a JSON object for the admin API.
   *
   * @param policy what is in force, with what operators have revoked and exempted
   * @param reloads how its last changes ended
   */
  static String json(Config config, Policy policy, ObjectNode reloads) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("listen", SocketAddresses.text(config.listen()));
    root.put("tls", config.tls().isPresent());
    root.put("admin", SocketAddresses.text(config.admin().address()));
    ArrayNode upstreams = root.putArray("upstreams");
    config.upstreams().forEach(upstream -> upstreams.add(upstream(upstream)));
    ObjectNode blobs = root.putObject("blobs");
    blobs.put("gate", config.admission().strictGate() ? "strict" : "open");
    blobs.put("verify", config.admission().verifyBlobs());
    config.admission().redirectFrom().ifPresent(bytes -> blobs.put("redirectFrom", bytes));
    config.admission().state().ifPresent(state -> root.put("state", state.toString()));
    ArrayNode signers = root.putArray("signers");
    policy.signers().values().forEach(signer -> signers.add(signer(signer)));
    ArrayNode rules = root.putArray("rules");
    Stream.concat(policy.rules().stream(), Stream.of(policy.unmatched()))
        .forEach(rule -> rules.add(rule(rule)));
    root.set("revoked", denied(policy.denied()));
    root.put("exemptions", policy.exemptions().size() + policy.granted().size());
    root.put("policyRevision", policy.revision());
    root.put("trustRevision", config.policy().trustRevision());
    root.set("configuration", reloads);
    ArrayNode files = root.putArray("files");
    config.files().states().keySet().stream().sorted().forEach(file -> files.add(file.toString()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static ObjectNode upstream(UpstreamConfig upstream) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", upstream.name());
    node.put("url", upstream.url().toString());
    node.put("default", upstream.isDefault());
    node.put(
        "credentials",
        switch (upstream.credentials()) {
          case UpstreamCredentials.Anonymous anonymous -> "none";
          case UpstreamCredentials.Login login -> "user " + login.username();
          case UpstreamCredentials.DockerConfig docker -> "docker config " + docker.file();
          case UpstreamCredentials.Helper helper -> "docker-credential-" + helper.program();
          case UpstreamCredentials.PassThrough passThrough -> "the client's own";
        });
    node.put("writes", upstream.writes());
    return node;
  }

  private static ObjectNode signer(Signer signer) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", signer.name());
    switch (signer) {
      case Signer.Keys keys -> {
        ArrayNode array = node.putArray("keys");
        keys.keys().forEach(key -> array.add(key.label() + " sha256:" + key.fingerprint()));
      }
      case Signer.Keyless keyless -> {
        ArrayNode array = node.putArray("keyless");
        keyless.identities().forEach(identity -> array.add(identity.toString()));
      }
      case Signer.Notation notation -> node.put("notation", notation.label());
    }
    return node;
  }

  private static ObjectNode rule(Rule rule) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", rule.name());
    ArrayNode images = node.putArray("images");
    rule.images().forEach(pattern -> images.add(pattern.toString()));
    node.put("mode", rule.mode().name().toLowerCase(Locale.ROOT));
    node.put("insecureAdmitAnything", rule.admitsAnything());
    rule.require().ifPresent(require -> node.put("require", require.words()));
    terms(node, rule.terms());
    node.put("revision", rule.revision());
    return node;
  }

  /** What a rule says besides, where it says anything. */
  private static void terms(ObjectNode node, Terms terms) {
    if (terms.enforced() < ALL) {
      node.put("enforce", terms.enforced() + "%");
    }
    terms
        .freshness()
        .minimum()
        .ifPresent(since -> node.put("minimumSigningTime", since.toString()));
    terms.freshness().maxAge().ifPresent(age -> node.put("maxAge", age.toString()));
    switch (terms.onUnavailable()) {
      case REFUSE -> {} // what is usual
      case WARN -> node.put("onUnavailable", "warn");
      case ADMIT_IF_SEEN -> node.put("onUnavailable", "admitIfSeen " + terms.seenWithin());
    }
    switch (terms.signedAs()) {
      case SignedAs.Anything _ -> {} // what is usual
      case SignedAs.Pulled _ -> node.put("signedAs", "pulled");
      case SignedAs.Exactly(RepositoryName name) -> node.put("signedAs", name.toString());
      case SignedAs.Renamed(String prefix, String as) -> node.put("signedAs", prefix + " as " + as);
    }
  }

  private static ObjectNode denied(DenyList denied) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("digests", denied.digests().size());
    node.put("signers", denied.signers().size());
    node.put("keys", denied.keys().size());
    node.put("certificates", denied.certificates().size());
    node.put("logEntries", denied.logEntries().size());
    return node;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
