package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.x509.RevocationData.CrlFloor;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate revocation list or the changes to one (RFC 5280, section 5.1), well-formed but
 * signed by anyone. Its entries stay in their DER until one is looked for.
 */
public final class RevocationList {
  private static final Oid CRL_NUMBER = Oid.of("2.5.29.20");
  private static final Oid DELTA_CRL_INDICATOR = Oid.of("2.5.29.27");
  private static final Set<Oid> UNDERSTOOD =
      Set.of(CRL_NUMBER, DELTA_CRL_INDICATOR, IssuingDistributionPoint.OID, Extension.FRESHEST_CRL);
  private static final Set<Oid> UNDERSTOOD_OF_ENTRIES =
      Set.of(RevocationReason.REASON_CODE, RevocationReason.INVALIDITY_DATE);
  private static final int VERSION_2 = 1;

  private final Bytes toBeSigned;
  private final Optional<SignatureScheme> scheme;
  private final Bytes signature;
  private final Bytes issuer;
  private final Instant thisUpdate;
  private final Optional<Instant> nextUpdate;
  private final Bytes entries;
  private final List<Extension> extensions;

  private RevocationList(
      Bytes toBeSigned,
      Optional<SignatureScheme> scheme,
      Bytes signature,
      Bytes issuer,
      Instant thisUpdate,
      Optional<Instant> nextUpdate,
      Bytes entries,
      List<Extension> extensions) {
    this.toBeSigned = toBeSigned;
    this.scheme = scheme;
    this.signature = signature;
    this.issuer = issuer;
    this.thisUpdate = thisUpdate;
    this.nextUpdate = nextUpdate;
    this.entries = entries;
    this.extensions = List.copyOf(extensions);
  }

  /**
   * One revoked certificate.
   *
   * @param extensions why, since when it is suspected, and others
   */
  record Entry(Instant at, List<Extension> extensions) {
    /** Copies the list. */
    Entry {
      extensions = List.copyOf(extensions);
    }
  }

  /**
   * Reads a list.
   *
   * @throws MalformedException if it is not exactly one list in DER within the limits
   */
  public static RevocationList parse(Bytes der) throws MalformedException {
    if (der.length() > Limits.CRL_BYTES) {
      throw MalformedException.overLimit(
          "a revocation list of " + der.length() + " bytes is over " + Limits.CRL_BYTES);
    }
    DerReader outer = DerReader.of(der);
    DerReader list = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    Bytes toBeSigned = list.element();
    Bytes algorithm = list.element();
    Bytes signature = list.wholeBits();
    list.requireEnd();
    return read(toBeSigned, algorithm, signature);
  }

  private static RevocationList read(Bytes toBeSigned, Bytes algorithm, Bytes signature)
      throws MalformedException {
    DerReader tbs = DerReader.of(toBeSigned).enter(DerReader.SEQUENCE);
    boolean version2 = tbs.nextIs(DerReader.INTEGER);
    if (version2 && tbs.smallInteger() != VERSION_2) {
      throw new MalformedException("the version of the revocation list is not 1 or 2");
    }
    if (!tbs.element().equals(algorithm)) {
      throw new MalformedException("the two signature algorithms differ");
    }
    Bytes issuer = tbs.element();
    Instant thisUpdate = tbs.time();
    boolean ends = tbs.nextIs(DerReader.UTC_TIME) || tbs.nextIs(DerReader.GENERALIZED_TIME);
    Optional<Instant> nextUpdate = ends ? Optional.of(tbs.time()) : Optional.empty();
    Bytes entries =
        tbs.nextIs(DerReader.SEQUENCE) ? tbs.content(DerReader.SEQUENCE) : Bytes.empty();
    List<Extension> extensions = List.of();
    if (tbs.nextIs(DerReader.constructed(0))) {
      if (!version2) {
        throw new MalformedException("extensions in a revocation list before version 2");
      }
      DerReader explicit = tbs.enter(DerReader.constructed(0));
      extensions = ExtensionReader.read(explicit);
      explicit.requireEnd();
    }
    tbs.requireEnd();
    return new RevocationList(
        toBeSigned,
        SignatureAlgorithms.scheme(algorithm),
        signature,
        issuer,
        thisUpdate,
        nextUpdate,
        entries,
        extensions);
  }

  /** The name of its issuer, DER. */
  public Bytes issuer() {
    return issuer;
  }

  /** When it was issued. */
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** When the next one will be, if it says so. */
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  /**
   * Its number, which grows from one list to the next, if it has one.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public Optional<BigInteger> number() throws MalformedException {
    return integer(CRL_NUMBER);
  }

  /**
   * How new its successors must be.
   *
   * @throws MalformedException if its number cannot be read
   */
  public CrlFloor asFloor() throws MalformedException {
    return new CrlFloor(number(), thisUpdate);
  }

  /**
   * The http URLs of the changes to this list.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public List<String> deltaUrls() throws MalformedException {
    Optional<Extension> extension = ExtensionReader.find(extensions, Extension.FRESHEST_CRL);
    return extension.isPresent()
        ? DistributionPoint.readAll(extension.get().value()).stream()
            .flatMap(point -> point.urls().stream())
            .toList()
        : List.of();
  }

  /** The number of the list that these changes apply to; empty for a complete list. */
  Optional<BigInteger> baseNumber() throws MalformedException {
    return integer(DELTA_CRL_INDICATOR);
  }

  boolean isDelta() {
    return ExtensionReader.find(extensions, DELTA_CRL_INDICATOR).isPresent();
  }

  boolean namesDeltas() {
    return ExtensionReader.find(extensions, Extension.FRESHEST_CRL).isPresent();
  }

  IssuingDistributionPoint scope() throws MalformedException {
    Optional<Extension> extension = ExtensionReader.find(extensions, IssuingDistributionPoint.OID);
    return extension.isPresent()
        ? IssuingDistributionPoint.read(extension.get().value())
        : IssuingDistributionPoint.EVERYTHING;
  }

  /** Whether it is signed by an algorithm that is accepted. */
  boolean hasAcceptedAlgorithm() {
    return scheme.isPresent();
  }

  /**
   * Whether it carries the signature of the holder of {@code certificate}.
   *
   * @throws MalformedException if the certificate's key cannot be read
   */
  public boolean isSignedBy(Certificate certificate) throws MalformedException {
    return scheme.isPresent() && certificate.key().verify(scheme.get(), toBeSigned, signature);
  }

  /** The first critical extension, of the list or of any entry, that is not understood. */
  Optional<Oid> unknownCritical() throws MalformedException {
    Optional<Oid> ofList = ExtensionReader.unknownCritical(extensions, UNDERSTOOD);
    DerReader reader = DerReader.of(entries);
    while (ofList.isEmpty() && reader.hasNext()) {
      DerReader entry = reader.enter(DerReader.SEQUENCE);
      entry.skip();
      entry.skip();
      if (entry.hasNext()) {
        ofList = ExtensionReader.unknownCritical(entryExtensions(entry), UNDERSTOOD_OF_ENTRIES);
      }
    }
    return ofList;
  }

  /** The last entry for a serial number, if there is one. */
  Optional<Entry> find(BigInteger serialNumber) throws MalformedException {
    Optional<Entry> found = Optional.empty();
    DerReader reader = DerReader.of(entries);
    while (reader.hasNext()) {
      DerReader entry = reader.enter(DerReader.SEQUENCE);
      if (entry.integer().equals(serialNumber)) {
        Instant at = entry.time();
        found = Optional.of(new Entry(at, entry.hasNext() ? entryExtensions(entry) : List.of()));
      }
    }
    return found;
  }

  private static List<Extension> entryExtensions(DerReader entry) throws MalformedException {
    List<Extension> read = ExtensionReader.read(entry);
    entry.requireEnd();
    return read;
  }

  private Optional<BigInteger> integer(Oid oid) throws MalformedException {
    Optional<Extension> extension = ExtensionReader.find(extensions, oid);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    DerReader reader = DerReader.of(extension.get().value());
    BigInteger value = reader.integer();
    reader.requireEnd();
    return Optional.of(value);
  }
}
