package dev.portcullis.policy.condition;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The values that conditions ask about, for one fact about one subject, each made when it is first
 * asked for. For one thread.
 */
public final class Variables implements Function<String, Optional<Object>> {
  private final Subject subject;
  private final String signer;
  private final Voucher voucher;
  private final Optional<Verified> fact;
  private final Map<String, Optional<Object>> known = new HashMap<>();
  private @Nullable JsonNode predicate;
  private @Nullable SoftwareBill bill;
  private String problem = "";

  /**
   * The values.
   *
   * @param signer the name of the signer whose requirement it is
   * @param voucher who vouched
   * @param fact what is vouched for; empty for an envelope that only a trust policy document judges
   */
  public Variables(Subject subject, String signer, Voucher voucher, Optional<Verified> fact) {
    this.subject = subject;
    this.signer = signer;
    this.voucher = voucher;
    this.fact = fact;
  }

  @Override
  public Optional<Object> apply(String name) {
    return known.computeIfAbsent(name, this::value);
  }

  /** The name of the signer whose requirement it is. */
  public String signer() {
    return signer;
  }

  /** Why a value could not be made, if that is so; else empty. */
  public String problem() {
    return problem;
  }

  /**
   * The SBOM that the fact states or is.
   *
   * @throws MalformedException if it is none that can be read
   */
  public SoftwareBill bill() throws MalformedException {
    SoftwareBill read = bill;
    if (read == null) {
      read = SoftwareBill.read(document());
      bill = read;
    }
    return read;
  }

  private Optional<Object> value(String name) {
    try {
      return switch (name) {
        case "image.registry" -> Optional.of(subject.repository().registry());
        case "image.repository" -> Optional.of(subject.repository().path());
        case "image.digest" -> Optional.of(subject.digest().toString());
        case "image.mediaType" -> Optional.of(subject.mediaType());
        case "image.artifactType" -> Optional.of(artifactType());
        case "image.annotations" -> Optional.of(subject.manifest().annotations());
        case "image.platforms" -> Optional.of(platforms());
        case "signer.name" -> Optional.of(signer);
        case "signer.annotations" -> annotations();
        case "predicate" -> Optional.of(JsonValues.of(predicate()));
        case "predicateType" -> Optional.of(predicateType());
        case "vulns" -> Optional.of(Vulnerability.values(document()));
        case "sbom.format" -> Optional.of(bill().format().word());
        case "sbom.packages" -> Optional.of(bill().values());
        default -> ofSigner(name);
      };
    } catch (MalformedException e) {
      problem = e.getMessage();
      return Optional.empty();
    }
  }

  private static MalformedException unknownSigner() {
    return new MalformedException("who signed is supposed by the name of a signer only");
  }

  private Optional<Object> ofSigner(String name) throws MalformedException {
    if (voucher instanceof Voucher.Supposed
        && (name.equals("signer.issuer") || name.equals("signer.claims"))) {
      throw unknownSigner();
    }
    Optional<CertificateIdentity> identity =
        voucher instanceof Voucher.Keyless keyless
            ? Optional.of(keyless.identity())
            : Optional.empty();
    return switch (name) {
      case "signer.kind" ->
          Optional.of(
              switch (voucher) {
                case Voucher.Key _ -> "key";
                case Voucher.Keyless _ -> "keyless";
                case Voucher.Owned _ -> "certificate";
                case Voucher.Notation _ -> "notation";
                case Voucher.Supposed _ -> throw unknownSigner();
              });
      case "signer.subject" ->
          Optional.of(
              switch (voucher) {
                case Voucher.Key(String fingerprint) -> fingerprint;
                case Voucher.Keyless keyless -> keyless.identity().subject().value();
                case Voucher.Owned owned -> owned.names();
                case Voucher.Notation notation -> notation.signer();
                case Voucher.Supposed _ -> throw unknownSigner();
              });
      case "signer.issuer" -> Optional.of(identity.map(CertificateIdentity::issuer).orElse(""));
      case "signer.root" ->
          Optional.of(
              switch (voucher) {
                case Voucher.Keyless keyless -> keyless.root();
                case Voucher.Owned owned -> owned.root();
                case Voucher.Key _, Voucher.Notation _ -> "";
                case Voucher.Supposed _ -> throw unknownSigner();
              });
      case "signer.claims" -> {
        Map<String, String> claims = new HashMap<>();
        identity.ifPresent(
            each -> each.extensions().forEach((claim, text) -> claims.put(claim.word(), text)));
        yield Optional.of(claims);
      }
      default -> Optional.empty();
    };
  }

  private String artifactType() {
    return switch (subject.manifest()) {
      case Manifest.Image image -> image.artifactType().orElse(image.config().mediaType());
      case Manifest.Index index -> index.artifactType().orElse("");
    };
  }

  private List<String> platforms() {
    return switch (subject.manifest()) {
      case Manifest.Image _ -> List.of();
      case Manifest.Index index ->
          index.manifests().stream()
              .flatMap((Descriptor each) -> each.platform().stream())
              .map(Object::toString)
              .toList();
    };
  }

  private Optional<Object> annotations() {
    if (voucher instanceof Voucher.Notation notation) {
      return Optional.of(notation.outcome().annotations());
    }
    return fact.orElse(null) instanceof Verified.Signature signature
        ? Optional.of(signature.annotations())
        : Optional.empty();
  }

  private String predicateType() throws MalformedException {
    return switch (claim()) {
      case Verified.Attestation statement -> statement.predicateType();
      case Verified.Sbom _ -> bill().format().predicateType();
      case Verified.Signature _ -> throw new MalformedException("a signature has no predicate");
    };
  }

  private Verified claim() throws MalformedException {
    return fact.orElseThrow(() -> new MalformedException("a signature has no predicate"));
  }

  /** What is stated about the image. */
  private Document document() throws MalformedException {
    return switch (claim()) {
      case Verified.Attestation statement -> Document.predicateOf(statement.statement());
      case Verified.Sbom sbom -> Document.whole(sbom.document());
      case Verified.Signature _ -> throw new MalformedException("a signature has no predicate");
    };
  }

  private JsonNode predicate() throws MalformedException {
    JsonNode read = predicate;
    if (read == null) {
      read =
          switch (claim()) {
            case Verified.Attestation statement -> asked(statement.statement()).path("predicate");
            case Verified.Sbom sbom -> asked(sbom.document());
            case Verified.Signature _ ->
                throw new MalformedException("a signature has no predicate");
          };
      if (!read.isObject()) {
        throw new MalformedException("the statement has no predicate");
      }
      predicate = read;
    }
    return read;
  }

  /** A tree takes many times the memory of its text, so only a small one is made. */
  private static JsonNode asked(Bytes json) throws MalformedException {
    if (json.length() > Limits.ASKED_BYTES) {
      throw MalformedException.overLimit(
          "'predicate' can be asked about up to "
              + Limits.ASKED_BYTES
              + " bytes, and this one has "
              + json.length()
              + "; ask about sbom.packages or vulns instead");
    }
    return StrictJson.parseObject(json, Limits.ASKED_BYTES);
  }
}
