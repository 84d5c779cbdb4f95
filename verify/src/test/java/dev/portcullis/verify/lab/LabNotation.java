package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.SignatureScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/**
 * A Notary Project signer. As it comes from {@link #jws} or {@link #cose} it makes a good envelope;
 * each method changes one thing. Labels are text, or numbers in COSE; times are {@link Instant}.
 */
public final class LabNotation {
  public static final String SIGNING_SCHEME = "io.cncf.notary.signingScheme";
  public static final String SIGNING_TIME = "io.cncf.notary.signingTime";
  public static final String AUTHENTIC_SIGNING_TIME = "io.cncf.notary.authenticSigningTime";
  public static final String EXPIRY = "io.cncf.notary.expiry";
  public static final String TIMESTAMP = "io.cncf.notary.timestampSignature";
  public static final String PLUGIN = "io.cncf.notary.verificationPlugin";
  public static final String PLUGIN_MIN_VERSION = "io.cncf.notary.verificationPluginMinVersion";
  public static final String PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";
  public static final String X509 = "notary.x509";
  public static final String SIGNING_AUTHORITY = "notary.x509.signingAuthority";

  final boolean jws;
  final Map<Object, Object> signed = new LinkedHashMap<>();
  final Map<Object, Object> unprotected = new LinkedHashMap<>();
  final List<Object> critical = new ArrayList<>();
  UnaryOperator<Bytes> headerEdit = UnaryOperator.identity();
  UnaryOperator<Bytes> envelopeEdit = UnaryOperator.identity();
  UnaryOperator<Bytes> signatureEdit = UnaryOperator.identity();
  UnaryOperator<Bytes> timestamper = UnaryOperator.identity();
  Optional<UnaryOperator<Bytes>> signature = Optional.empty();
  Bytes payload;
  boolean timestamped;
  SignatureScheme by;
  final LabKey key;

  private LabNotation(boolean jws, LabKey key, List<Bytes> chain, Bytes payload) {
    this.jws = jws;
    this.key = key;
    this.payload = payload;
    this.by = scheme(key);
    signed.put(jws ? "alg" : (Object) 1, algorithm(jws, key, by));
    signed.put(jws ? "cty" : (Object) 3, PAYLOAD_TYPE);
    signed.put(SIGNING_SCHEME, X509);
    signed.put(SIGNING_TIME, Instant.parse("2026-03-01T12:00:00Z"));
    critical.add(SIGNING_SCHEME);
    unprotected.put(jws ? "x5c" : (Object) 33, chain);
    unprotected.put("io.cncf.notary.signingAgent", "portcullis-lab/1.0");
  }

  /** A signer that writes JWS. */
  public static LabNotation jws(LabKey key, List<Bytes> chain, Descriptor target) {
    return new LabNotation(true, key, chain, payload(target));
  }

  /** A signer that writes COSE. */
  public static LabNotation cose(LabKey key, List<Bytes> chain, Descriptor target) {
    return new LabNotation(false, key, chain, payload(target));
  }

  /** A signer of the format that a media type names. */
  public static LabNotation of(String mediaType, LabKey key, List<Bytes> chain, Descriptor target) {
    return mediaType.equals(MediaTypes.NOTATION_JWS)
        ? jws(key, chain, target)
        : cose(key, chain, target);
  }

  /** The media type of what it writes. */
  public String mediaType() {
    return jws ? MediaTypes.NOTATION_JWS : MediaTypes.NOTATION_COSE;
  }

  /** The payload about {@code target}, as notation writes it. */
  public static Bytes payload(Descriptor target) {
    Map<String, Object> artifact = new LinkedHashMap<>();
    artifact.put("mediaType", target.mediaType());
    artifact.put("digest", target.digest().toString());
    artifact.put("size", target.size());
    if (!target.annotations().isEmpty()) {
      artifact.put("annotations", target.annotations());
    }
    return LabNotationWriter.json(Map.of("targetArtifact", artifact));
  }

  /** Signs these bytes instead. */
  public LabNotation payload(String json) {
    payload = Bytes.utf8(json);
    return this;
  }

  /** Signs under scheme {@code notary.x509.signingAuthority} at {@code time}. */
  public LabNotation signingAuthority(Instant time) {
    return signed(SIGNING_SCHEME, SIGNING_AUTHORITY)
        .without(SIGNING_TIME)
        .critical(AUTHENTIC_SIGNING_TIME, time);
  }

  /** Claims that time of signing. */
  public LabNotation signingTime(Instant time) {
    return signed(SIGNING_TIME, time);
  }

  /** Ends at {@code end}. */
  public LabNotation expiry(Instant end) {
    return critical(EXPIRY, end);
  }

  /** Sets a protected attribute. */
  public LabNotation signed(Object label, Object value) {
    signed.put(label, value);
    return this;
  }

  /** Sets a protected attribute and marks it critical. */
  public LabNotation critical(Object label, Object value) {
    critical.add(label);
    return signed(label, value);
  }

  /** Removes a protected attribute and its mark. */
  public LabNotation without(Object label) {
    signed.remove(label);
    critical.remove(label);
    return this;
  }

  /** Replaces the list of critical labels; with none, leaves it out. */
  public LabNotation criticalList(Object... labels) {
    critical.clear();
    critical.addAll(Arrays.asList(labels));
    return this;
  }

  /** Sets an unprotected parameter. */
  public LabNotation unprotected(Object label, Object value) {
    unprotected.put(label, value);
    return this;
  }

  /** Removes an unprotected parameter. */
  public LabNotation withoutUnprotected(Object label) {
    unprotected.remove(label);
    return this;
  }

  /** Declares another algorithm than the one that signs: a JOSE name or a COSE number. */
  public LabNotation declaring(Object algorithm) {
    return signed(jws ? "alg" : (Object) 1, algorithm);
  }

  /** Signs by another scheme, without saying so. */
  public LabNotation signingBy(SignatureScheme scheme) {
    by = scheme;
    return this;
  }

  /** Signs by any means: {@code means} turns what is signed into the raw signature. */
  public LabNotation signingWith(UnaryOperator<Bytes> means) {
    signature = Optional.of(means);
    return this;
  }

  /** Has the raw signature timestamped: {@code tsa} turns it into a token. */
  public LabNotation timestamp(UnaryOperator<Bytes> tsa) {
    timestamper = tsa;
    timestamped = true;
    return this;
  }

  /** Changes the encoded protected header before it is signed. */
  public LabNotation editingHeader(UnaryOperator<Bytes> edit) {
    headerEdit = edit;
    return this;
  }

  /** Changes the raw signature. */
  public LabNotation editingSignature(UnaryOperator<Bytes> edit) {
    signatureEdit = edit;
    return this;
  }

  /** Changes the finished envelope. */
  public LabNotation editingEnvelope(UnaryOperator<Bytes> edit) {
    envelopeEdit = edit;
    return this;
  }

  /** The envelope. */
  public Bytes sign() {
    return LabNotationWriter.write(this);
  }

  private static SignatureScheme scheme(LabKey key) {
    return switch (key.publicKey()) {
      case RSAKeyParameters rsa ->
          switch (rsa.getModulus().bitLength()) {
            case 3072 -> SignatureScheme.RSA_PSS_SHA384;
            case 4096 -> SignatureScheme.RSA_PSS_SHA512;
            default -> SignatureScheme.RSA_PSS_SHA256;
          };
      default -> key.scheme();
    };
  }

  private static Object algorithm(boolean jws, LabKey key, SignatureScheme scheme) {
    boolean ec = key.publicKey() instanceof ECPublicKeyParameters;
    return switch (scheme.hash()) {
      case SHA256 -> jws ? (ec ? "ES256" : "PS256") : (Object) (ec ? -7 : -37);
      case SHA384 -> jws ? (ec ? "ES384" : "PS384") : (Object) (ec ? -35 : -38);
      case SHA512 -> jws ? (ec ? "ES512" : "PS512") : (Object) (ec ? -36 : -39);
    };
  }
}
