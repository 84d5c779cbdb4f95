package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.verify.notation.TrustStore;
import dev.portcullis.verify.notation.TrustStoreName;
import dev.portcullis.verify.sigstore.OwnRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What Kyverno's policies have in common: certificates that anchor trust. */
final class NotaryParts {
  private final CosignParts parts;
  private final Warnings warnings;
  private final ImportOptions options;

  NotaryParts(CosignParts parts, ImportOptions options) {
    this.parts = parts;
    this.warnings = parts.warnings();
    this.options = options;
  }

  /** The signer of Notary Project signatures whom any of the certificates vouches for. */
  Demand certificates(Fields certificates, String name, Function<String, Demand> leaf) {
    Optional<YamlNode> one = certificates.get("cert").or(() -> certificates.get("certChain"));
    certificates.without("cert", "certChain", "rekor", "ctlog");
    Optional<Demand> unknown = parts.unknown(certificates);
    if (one.isEmpty() || unknown.isPresent()) {
      return unknown.orElseGet(
          () -> warnings.nothing(certificates.node(), "certificates that are not there"));
    }
    if (certificates.has("cert") && certificates.has("certChain")) {
      return warnings.nothing(certificates.node(), "a certificate and a chain for it");
    }
    return stores(one.get(), Optional.empty(), name, leaf);
  }

  /** As above, with timestamps of authorities, which every signature then needs. */
  Demand stores(
      YamlNode anchors, Optional<YamlNode> stamps, String name, Function<String, Demand> leaf) {
    try {
      List<String> stores = new ArrayList<>(List.of(store("ca", anchors, name)));
      if (stamps.isPresent()) {
        stores.add(store("tsa", stamps.get(), name));
      }
      return leaf.apply(
          parts
              .book()
              .notary(
                  name,
                  new Tree.Keyed()
                      .with("stores", Tree.Items.ofTexts(stores))
                      .with("subjects", Tree.Items.ofTexts(List.of("*"))),
                  options.trustStore()));
    } catch (MalformedException e) {
      return warnings.nothing(anchors, "these certificates are no anchor: " + e.getMessage());
    }
  }

  private String store(String type, YamlNode certificates, String name) throws MalformedException {
    String pem = unindented(certificates.text().orElse(""));
    String path =
        parts.book().file(options.trustStore() + "/x509/" + type, name, "/certificates.pem", pem);
    String folder = path.substring(0, path.lastIndexOf('/'));
    String store = type + ":" + folder.substring(folder.lastIndexOf('/') + 1);
    TrustStore.of(TrustStoreName.parse(store), TrustStore.readFile(Bytes.utf8(pem)));
    return store;
  }

  /** The signer of cosign signatures whom an authority of its own has given a certificate. */
  Demand authority(Fields certificates, String name, Function<String, Demand> leaf) {
    Optional<YamlNode> chain = certificates.get("certChain");
    certificates.without("rekor", "ctlog");
    if (chain.isEmpty() || certificates.has("cert")) {
      return warnings.nothing(
          certificates.node(), "one certificate that signs, in place of its authority");
    }
    Optional<Demand> unknown = parts.unknown(certificates);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    String pem = unindented(chain.get().text().orElse(""));
    try {
      OwnRoot.parse(name, Bytes.utf8(pem), Optional.empty(), 0);
    } catch (MalformedException e) {
      return warnings.nothing(chain.get(), "this is no authority: " + e.getMessage());
    }
    String file = parts.book().file("trust", name, ".pem", pem);
    String root =
        parts.book().root(name + "-authority", new Tree.Keyed().with("certificates", file));
    warnings.add(
        certificates.node(),
        "certificates are checked for revocation, and need a name, which is stricter");
    return leaf.apply(
        parts
            .book()
            .keyless(
                name,
                new Identity(
                    root,
                    Optional.empty(),
                    Identity.Words.any(),
                    Optional.empty(),
                    new TreeMap<>())));
  }

  private static String unindented(String pem) {
    return pem.replaceAll("(?m)^[ \t]+", "").strip() + "\n";
  }
}
