package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cell as it is kept on disk: the certificates and the raw answers, all of them signed, so that
 * nothing but a revocation is believed because it was in the file.
 *
 * @param question the certificate and its issuer
 * @param responses the raw OCSP responses
 * @param furtherLists the lists that answers have named
 * @param revoked that it is revoked, if it is
 */
record StoredCell(
    RevocationQuestion question,
    List<OcspAnswer> responses,
    List<String> furtherLists,
    Optional<RevocationStatus.Revoked> revoked) {
  private static final String MAGIC = "portcullis revocation cell 1";

  StoredCell {
    responses = List.copyOf(responses);
    furtherLists = List.copyOf(furtherLists);
  }

  /** What of {@code cell} outlives the process. */
  static StoredCell of(RevocationCell cell) {
    return new StoredCell(
        cell.question(),
        cell.responses(),
        cell.furtherLists(),
        cell.state().status() instanceof RevocationStatus.Revoked revoked && !revoked.hold()
            ? Optional.of(revoked)
            : Optional.empty());
  }

  /** The bytes of its file. */
  Bytes encode() {
    FileWriter file = new FileWriter(MAGIC);
    file.bytes(question.certificate().der());
    file.bytes(question.issuer().der());
    file.number(responses.size());
    for (OcspAnswer answer : responses) {
      file.text(answer.url());
      file.number(answer.fetchedAt().toEpochMilli());
      file.bytes(answer.der());
    }
    file.number(furtherLists.size());
    furtherLists.forEach(file::text);
    file.number(revoked.isPresent() ? 1 : 0);
    if (revoked.isPresent()) {
      file.number(revoked.get().at().toEpochMilli());
      file.text(revoked.get().reason());
      file.number(revoked.get().invalidityDate().map(Instant::toEpochMilli).orElse(0L));
      file.text(revoked.get().source());
    }
    return file.content();
  }

  /**
   * Reads a file.
   *
   * @throws MalformedException if it is not one, or the issuer has not issued the certificate
   */
  static StoredCell parse(Bytes content) throws MalformedException {
    FileReader file = new FileReader(content, MAGIC);
    Certificate certificate = Certificate.parse(file.bytes(Limits.CERTIFICATE_BYTES));
    Certificate issuer = Certificate.parse(file.bytes(Limits.CERTIFICATE_BYTES));
    if (!certificate.isIssuedBy(issuer)) {
      throw new MalformedException("the certificate is not issued by the one beside it");
    }
    List<OcspAnswer> responses = new ArrayList<>();
    for (long left = file.number(0, Limits.DISTRIBUTION_POINTS); left > 0; left--) {
      String url = file.text();
      Instant fetchedAt = file.instant();
      responses.add(new OcspAnswer(file.bytes(Limits.OCSP_BYTES), url, fetchedAt));
    }
    List<String> furtherLists = new ArrayList<>();
    for (long left = file.number(0, Limits.DISTRIBUTION_POINTS); left > 0; left--) {
      furtherLists.add(file.text());
    }
    Optional<RevocationStatus.Revoked> revoked =
        file.number(0, 1) == 1 ? Optional.of(revoked(file)) : Optional.empty();
    file.requireEnd();
    return new StoredCell(
        new RevocationQuestion(certificate, issuer), responses, furtherLists, revoked);
  }

  private static RevocationStatus.Revoked revoked(FileReader file) throws MalformedException {
    Instant at = file.instant();
    String reason = file.text();
    Instant suspected = file.instant();
    return new RevocationStatus.Revoked(
        at,
        reason,
        false,
        suspected.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(suspected),
        file.text());
  }
}
