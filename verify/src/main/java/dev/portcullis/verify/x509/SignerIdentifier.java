package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.util.Optional;

/** How a CMS signer names its certificate (RFC 5652, section 5.3). */
sealed interface SignerIdentifier {
  /** Whether it names {@code certificate}. */
  boolean names(Certificate certificate);

  /** By the certificate's issuer and serial number. */
  record IssuerAndSerial(Bytes issuer, BigInteger serialNumber) implements SignerIdentifier {
    @Override
    public boolean names(Certificate certificate) {
      return certificate.serialNumber().equals(serialNumber) && certificate.issuer().equals(issuer);
    }
  }

  /** By the certificate's subject key identifier. */
  record KeyIdentifier(Bytes identifier) implements SignerIdentifier {
    @Override
    public boolean names(Certificate certificate) {
      Optional<Extension> extension = certificate.extension(Extension.SUBJECT_KEY_IDENTIFIER);
      try {
        return extension.isPresent()
            && DerReader.of(extension.get().value())
                .content(DerReader.OCTET_STRING)
                .equals(identifier);
      } catch (MalformedException e) {
        return false;
      }
    }
  }

  /** Reads the next element, whose form {@code version} decides. */
  static SignerIdentifier read(DerReader info, int version) throws MalformedException {
    return switch (version) {
      case 1 -> {
        DerReader sequence = info.enter(DerReader.SEQUENCE);
        SignerIdentifier identifier = new IssuerAndSerial(sequence.element(), sequence.integer());
        sequence.requireEnd();
        yield identifier;
      }
      case 3 -> new KeyIdentifier(info.content(DerReader.primitive(0)));
      default -> throw new MalformedException("a signer's version is neither 1 nor 3");
    };
  }
}
