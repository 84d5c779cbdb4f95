package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.x509.AuthorityChain;

/**
 * An instance of Fulcio that a root trusts (sigstore spec notes, 3).
 *
 * @param uri its URL, for people
 * @param chain its certificates, checked among themselves
 * @param validFor when it may issue
 */
public record CertificateAuthority(String uri, AuthorityChain chain, TimeRange validFor) {}
