package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.PemBlock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The certificates that one trust store holds, each fit for the store's type (3.3). */
public final class TrustStore {
  private static final String PEM = "-----BEGIN ";

  private final TrustStoreName name;
  private final List<Certificate> certificates;

  private TrustStore(TrustStoreName name, List<Certificate> certificates) {
    this.name = name;
    this.certificates = certificates;
  }

  /**
   * The store {@code name} with these certificates; one that stands twice counts once.
   *
   * @throws MalformedException if there is none or too many, one is neither a CA nor self-signed,
   *     or one of a {@code tsa} store is not a self-signed CA
   */
  public static TrustStore of(TrustStoreName name, List<Certificate> certificates)
      throws MalformedException {
    Set<Certificate> distinct = new LinkedHashSet<>(certificates);
    if (distinct.isEmpty()) {
      throw new MalformedException("trust store " + name + " holds no certificate");
    }
    if (distinct.size() > Limits.TRUST_STORE_CERTIFICATES) {
      throw MalformedException.overLimit(
          "trust store " + name + " holds more than " + Limits.TRUST_STORE_CERTIFICATES);
    }
    for (Certificate certificate : distinct) {
      boolean authority = certificate.basicConstraints().ca();
      if (name.type() == TrustStoreType.TSA && !(authority && certificate.isSelfSigned())) {
        throw new MalformedException(
            "trust store " + name + " holds " + certificate + ", which is not a root");
      }
      if (!authority && !certificate.isSelfSigned()) {
        throw new MalformedException(
            "trust store "
                + name
                + " holds "
                + certificate
                + ", which is neither a certificate authority nor self-signed");
      }
      certificate.key();
    }
    return new TrustStore(name, List.copyOf(distinct));
  }

  /**
   * The certificates in a file: one in DER, or any number in PEM.
   *
   * @throws MalformedException if it holds none, or a PEM block of another kind
   */
  public static List<Certificate> readFile(Bytes file) throws MalformedException {
    List<Certificate> certificates = new ArrayList<>();
    if (file.isEmpty() || file.at(0) == 0x30) {
      certificates.add(Certificate.parse(file));
      return certificates;
    }
    String text = file.toUtf8();
    if (!text.contains(PEM)) {
      throw new MalformedException("neither a DER nor a PEM certificate");
    }
    for (PemBlock block : PemBlock.parse(text, Limits.TRUST_STORE_CERTIFICATES)) {
      if (!block.label().equals("CERTIFICATE")) {
        throw new MalformedException("a PEM block is not a CERTIFICATE");
      }
      certificates.add(Certificate.parse(block.der()));
    }
    return certificates;
  }

  /** Its name, with its type. */
  public TrustStoreName name() {
    return name;
  }

  /** Its certificates, one or more. */
  public List<Certificate> certificates() {
    return certificates;
  }
}
