package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a certificate is revoked, and where to ask. Ask only if its chain has reached a trust
 * anchor: otherwise the URLs are a stranger's.
 *
 * @param certificate the certificate in question
 * @param issuer the one that it is issued by, signature included
 */
public record RevocationQuestion(Certificate certificate, Certificate issuer) {
  private static final Oid OCSP = Oid.of("1.3.6.1.5.5.7.48.1");

  /**
   * The questions about a chain, leaf first: one for each certificate but the root.
   *
   * @param chain certificates each of which is issued by the next
   */
  public static List<RevocationQuestion> about(List<Certificate> chain) {
    List<RevocationQuestion> questions = new ArrayList<>();
    for (int i = 0; i + 1 < chain.size(); i++) {
      questions.add(new RevocationQuestion(chain.get(i), chain.get(i + 1)));
    }
    return questions;
  }

  /** What the answer belongs to. */
  public RevocationKey key() {
    return RevocationKey.of(certificate, issuer);
  }

  /** Whether the certificate says how to learn of its revocation, in whatever way. */
  public boolean isRevocable() {
    return certificate.extension(Extension.CRL_DISTRIBUTION_POINTS).isPresent() || namesResponder();
  }

  private boolean namesResponder() {
    try {
      return responders().found;
    } catch (MalformedException e) {
      return true;
    }
  }

  /**
   * The http URLs of the OCSP responders, in order.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public List<String> ocspUrls() throws MalformedException {
    return responders().urls;
  }

  /**
   * The http URLs of the revocation lists: for each list the URLs of its mirrors.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public List<List<String>> crlUrls() throws MalformedException {
    List<List<String>> urls = new ArrayList<>();
    for (DistributionPoint point : distributionPoints(Extension.CRL_DISTRIBUTION_POINTS)) {
      urls.add(point.urls());
    }
    return urls;
  }

  /**
   * The http URLs of the changes to the revocation lists that the certificate itself names; a list
   * may name more.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public List<String> deltaCrlUrls() throws MalformedException {
    List<String> urls = new ArrayList<>();
    for (DistributionPoint point : distributionPoints(Extension.FRESHEST_CRL)) {
      urls.addAll(point.urls());
    }
    return urls;
  }

  List<DistributionPoint> distributionPoints(Oid oid) throws MalformedException {
    Optional<Extension> extension = certificate.extension(oid);
    return extension.isPresent() ? DistributionPoint.readAll(extension.get().value()) : List.of();
  }

  private record Responders(boolean found, List<String> urls) {}

  /** Reads AuthorityInfoAccessSyntax (RFC 5280, section 4.2.2.1). */
  private Responders responders() throws MalformedException {
    Optional<Extension> extension = certificate.extension(Extension.AUTHORITY_INFORMATION_ACCESS);
    List<String> urls = new ArrayList<>();
    if (extension.isEmpty()) {
      return new Responders(false, urls);
    }
    Bytes value = extension.get().value();
    DerReader outer = DerReader.of(value);
    DerReader sequence = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    boolean found = false;
    while (sequence.hasNext()) {
      DerReader description = sequence.enter(DerReader.SEQUENCE);
      if (description.oid().equals(OCSP)) {
        found = true;
        if (description.nextIs(DerReader.primitive(6))) {
          DistributionPoint.httpUrl(description, urls);
        }
      }
    }
    return new Responders(found, urls);
  }
}
