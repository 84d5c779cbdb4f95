package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.x509.PemBlock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What Fulcio does with a request for a certificate: it believes the identity provider's token,
 * wants proof that the caller holds the key, and issues for ten minutes.
 *
 * @param sigstore who issues
 * @param oidc whose tokens are believed
 * @param transparent whether a certificate gets an SCT
 */
record LabFulcio(LabSigstore sigstore, LabOidc oidc, boolean transparent) {
  private static final Map<String, Integer> EXTENSIONS =
      Map.of("event_name", 20, "runner_environment", 11, "ref", 14, "sub", 24);

  /**
   * Fulcio's older API: {@code POST /api/v1/signingCert}.
   *
   * @return the chain in PEM, leaf first
   */
  String issueV1(String token, Map<String, Object> request, Instant now) {
    Bytes key = LabJson.bytes((String) LabJson.at(request, "publicKey.content"));
    Bytes proof = LabJson.bytes((String) LabJson.at(request, "signedEmailAddress"));
    return String.join("", issue(token, key, proof, now));
  }

  /** {@code POST /api/v2/signingCert}; the answer's members. */
  Map<String, Object> issueV2(String token, Map<String, Object> request, Instant now) {
    String pem = (String) LabJson.at(request, "publicKeyRequest.publicKey.content");
    Bytes proof = LabJson.bytes((String) LabJson.at(request, "publicKeyRequest.proofOfPossession"));
    List<String> chain = issue(token, Bytes.utf8(pem), proof, now);
    return LabJson.object(
        "signedCertificateEmbeddedSct",
        LabJson.object("chain", LabJson.object("certificates", chain)));
  }

  private List<String> issue(String token, Bytes key, Bytes proof, Instant now) {
    Map<String, Object> claims = oidc.claims(token, now);
    LabKey holder = LabKey.foreign(spki(key));
    String proven = (String) LabJson.at(claims, claims.containsKey("email") ? "email" : "sub");
    if (!holder.verificationKey().verify(SignatureScheme.ECDSA_SHA256, Bytes.utf8(proven), proof)) {
      throw new IllegalArgumentException("the caller does not hold the key");
    }
    LabIdentity identity =
        new LabIdentity(sigstore, holder, now.minusSeconds(1))
            .san(subject(claims))
            .raw(1, oidc.issuer())
            .text(8, oidc.issuer());
    EXTENSIONS.forEach(
        (claim, number) -> {
          if (claims.containsKey(claim)) {
            identity.text(number, (String) claims.get(claim));
          }
        });
    if (claims.containsKey("repository")) {
      identity.text(12, "https://github.com/" + claims.get("repository"));
      identity.text(9, "https://github.com/" + claims.get("job_workflow_ref"));
    }
    LabHolder leaf = (transparent ? identity : identity.withoutSct()).issue();
    return List.of(leaf.pem(), sigstore.fulcio().pem(), sigstore.fulcioRoot().pem());
  }

  private static GeneralName subject(Map<String, Object> claims) {
    return claims.containsKey("email")
        ? new GeneralName(GeneralName.rfc822Name, (String) claims.get("email"))
        : new GeneralName(
            GeneralName.uniformResourceIdentifier,
            "https://github.com/" + claims.get("job_workflow_ref"));
  }

  /** Clients send the key in PEM or as it is. */
  private static Bytes spki(Bytes key) {
    String text = key.toUtf8();
    if (!text.startsWith("-----BEGIN")) {
      return key;
    }
    try {
      return PemBlock.parse(text, 1).getFirst().der();
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
