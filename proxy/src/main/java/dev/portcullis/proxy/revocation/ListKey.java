package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.HashFunction;

/**
 * A revocation list: where it is, and whose it must be. The issuer is part of it, so that what one
 * authority's certificates name cannot displace another's list.
 *
 * @param url where it is fetched
 * @param issuerKey the SHA-256 of the issuer's SubjectPublicKeyInfo
 * @param issuerName the issuer's name, DER
 */
record ListKey(String url, Bytes issuerKey, Bytes issuerName) {
  static ListKey of(String url, Certificate issuer) {
    return new ListKey(url, HashFunction.SHA256.of(issuer.spki()), issuer.subject());
  }
}
