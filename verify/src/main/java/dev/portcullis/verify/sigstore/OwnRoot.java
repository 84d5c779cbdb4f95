package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.ExtendedKeyUsage;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.PemBlock;
import dev.portcullis.verify.x509.TimestampProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads roots that are made of an owner's own authorities (sigstore spec notes, 2.4, "BYO PKI").
 */
public final class OwnRoot {
  private OwnRoot() {}

  /**
   * The root with these authorities.
   *
   * @param name what configuration calls it
   * @param authorities one or more certificates of authorities, PEM
   * @param timestamps the certificate of a timestamp authority and those above it, PEM; empty for
   *     none
   * @param wanted how many timestamp authorities must have seen a signature: 0 or 1
   * @throws MalformedException if a certificate is not fit, or a timestamp is wanted where there is
   *     no authority for it
   */
  public static SigstoreRoot parse(
      String name, Bytes authorities, Optional<Bytes> timestamps, int wanted)
      throws MalformedException {
    OwnAuthorities own = OwnAuthorities.of(certificates(authorities, Limits.OWN_AUTHORITIES));
    List<TimestampAuthority> stampers = new ArrayList<>(1);
    if (timestamps.isPresent()) {
      stampers.add(timestampAuthority(name, certificates(timestamps.get(), Limits.CHAIN_LENGTH)));
    }
    if (wanted > stampers.size()) {
      throw new MalformedException(
          "%d timestamps are demanded, and there are %d timestamp authorities"
              .formatted(wanted, stampers.size()));
    }
    return new SigstoreRoot(
        name,
        List.of(),
        List.of(),
        List.of(),
        stampers,
        new Thresholds(0, 0, wanted),
        List.of(),
        HashFunction.SHA256
            .of(
                Bytes.utf8("own " + name + " " + wanted + " " + authorities.length() + " "),
                authorities,
                timestamps.orElse(Bytes.empty()))
            .toHex(),
        new SigstoreMemory(),
        Optional.of(own));
  }

  private static List<Certificate> certificates(Bytes pem, int limit) throws MalformedException {
    List<Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(pem.toUtf8(), limit)) {
      if (!block.label().equals("CERTIFICATE")) {
        throw new MalformedException("a PEM block is not a CERTIFICATE");
      }
      certificates.add(Certificate.parse(block.der()));
    }
    if (certificates.isEmpty()) {
      throw new MalformedException("there is no PEM certificate");
    }
    return certificates;
  }

  private static TimestampAuthority timestampAuthority(String name, List<Certificate> chain)
      throws MalformedException {
    Certificate signer = chain.getFirst();
    signer.key();
    Optional<Failure> profile = TimestampProfile.failure(signer);
    if (profile.isPresent()) {
      throw new MalformedException(profile.get().message());
    }
    Optional<AuthorityChain> above = Optional.empty();
    if (chain.size() > 1) {
      List<Certificate> rest = chain.subList(1, chain.size());
      above = Optional.of(AuthorityChain.of(rest, ExtendedKeyUsage.TIME_STAMPING));
      if (!signer.isIssuedBy(rest.getFirst())) {
        throw new MalformedException(
            "the timestamp authority's certificate, which comes first, is not issued by the next");
      }
    }
    return new TimestampAuthority(name, signer, above, TimeRange.ALWAYS, "");
  }
}
