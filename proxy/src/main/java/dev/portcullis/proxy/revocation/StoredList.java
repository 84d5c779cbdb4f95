package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import java.util.Optional;

/** The file of a {@link HeldList}. */
final class StoredList {
  private static final String MAGIC = "portcullis revocation list 1";

  private StoredList() {}

  /** The bytes of its file. */
  static Bytes encode(HeldList list) {
    FileWriter file = new FileWriter(MAGIC);
    file.text(list.url());
    file.bytes(list.issuer().der());
    file.text(list.validators().etag().orElse(""));
    file.text(list.validators().lastModified().orElse(""));
    file.number(list.refreshAt().toEpochMilli());
    file.bytes(list.der());
    return file.content();
  }

  /**
   * Reads a file.
   *
   * @throws MalformedException if it is not one, or the issuer has not signed the list
   */
  static HeldList parse(Bytes content) throws MalformedException {
    FileReader file = new FileReader(content, MAGIC);
    String url = file.text();
    Certificate issuer = Certificate.parse(file.bytes(Limits.CERTIFICATE_BYTES));
    Fetched.Validators validators =
        new Fetched.Validators(nonEmpty(file.text()), nonEmpty(file.text()));
    java.time.Instant refreshAt = file.instant();
    Bytes der = file.bytes(Limits.CRL_BYTES);
    file.requireEnd();
    return HeldList.read(url, issuer, der, validators, refreshAt);
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
