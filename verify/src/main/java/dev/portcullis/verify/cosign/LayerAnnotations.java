package dev.portcullis.verify.cosign;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.LogEntry;
import dev.portcullis.verify.x509.PemBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the annotations of a cosign layer hold (sigstore spec notes, 1.1 and 2.12), well-formed but
 * unverified.
 *
 * @param material the certificate, or a key without a hint
 * @param logEntries the one Rekor v1 entry, if any
 * @param timestamps the one RFC 3161 response, if any
 */
record LayerAnnotations(
    Bundle.Material material, List<LogEntry> logEntries, List<Bytes> timestamps) {
  static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
  static final String CHAIN = "dev.sigstore.cosign/chain";
  static final String LOG_BUNDLE = "dev.sigstore.cosign/bundle";
  static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

  /**
   * Reads all annotations but the signature.
   *
   * @throws MalformedException if one that is there is not well-formed
   */
  static LayerAnnotations parse(Map<String, String> annotations) throws MalformedException {
    return new LayerAnnotations(
        material(annotations), logEntries(annotations), timestamps(annotations));
  }

  /**
   * The raw signature of a {@code .sig} layer.
   *
   * @throws MalformedException if the annotation is missing, empty or not standard base64
   */
  static Bytes signature(Map<String, String> annotations) throws MalformedException {
    String text =
        present(annotations, SIGNATURE)
            .orElseThrow(() -> new MalformedException("annotation " + SIGNATURE + " is missing"));
    try {
      return Base64Text.decode(text);
    } catch (MalformedException e) {
      throw new MalformedException("annotation " + SIGNATURE + " is " + e.getMessage());
    }
  }

  private static Bundle.Material material(Map<String, String> annotations)
      throws MalformedException {
    Optional<String> certificate = present(annotations, CERTIFICATE);
    if (certificate.isEmpty()) {
      return new Bundle.Material.KeyHint("");
    }
    List<Bytes> leaf = certificates(CERTIFICATE, certificate.get(), 1);
    Optional<String> chain = present(annotations, CHAIN);
    return new Bundle.Material.Certificate(
        leaf.getFirst(),
        chain.isEmpty() ? List.of() : certificates(CHAIN, chain.get(), Limits.CHAIN_LENGTH));
  }

  /** Not parsed here: whatever is not X.509 must be refused as material, whatever its label. */
  private static List<Bytes> certificates(String annotation, String pem, int limit)
      throws MalformedException {
    List<Bytes> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(pem, limit)) {
      certificates.add(block.der());
    }
    if (certificates.isEmpty()) {
      throw new MalformedException("annotation " + annotation + " holds no PEM block");
    }
    return certificates;
  }

  private static List<LogEntry> logEntries(Map<String, String> annotations)
      throws MalformedException {
    Optional<String> text = present(annotations, LOG_BUNDLE);
    return text.isEmpty() ? List.of() : List.of(LogBundle.parse(Bytes.utf8(text.get())));
  }

  private static List<Bytes> timestamps(Map<String, String> annotations) throws MalformedException {
    Optional<String> text = present(annotations, TIMESTAMP);
    if (text.isEmpty()) {
      return List.of();
    }
    JsonObject timestamp =
        JsonObject.parse(Bytes.utf8(text.get()), Limits.SIMPLE_SIGNING_BYTES * 2);
    Bytes response = Base64Text.decode(timestamp.text("SignedRFC3161Timestamp"));
    if (response.isEmpty() || response.length() > Limits.TIMESTAMP_BYTES) {
      throw MalformedException.overLimit(
          "annotation %s has %d bytes, not 1 to %d"
              .formatted(TIMESTAMP, response.length(), Limits.TIMESTAMP_BYTES));
    }
    return List.of(response);
  }

  /** The value of an annotation; white space only is as good as absent. */
  private static Optional<String> present(Map<String, String> annotations, String name) {
    return Optional.ofNullable(annotations.get(name)).filter(value -> !value.isBlank());
  }
}
