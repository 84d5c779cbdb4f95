package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObjectJSON;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.Certificate;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Another implementation of JWS as an oracle for the signature itself. */
class NimbusOracleTest {
  private static final Set<String> UNDERSTOOD =
      Set.of(
          LabNotation.SIGNING_SCHEME,
          LabNotation.AUTHENTIC_SIGNING_TIME,
          LabNotation.EXPIRY,
          "acme.release");

  private static LabNotation signer(LabKey key) {
    LabHolder leaf = LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE);
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, NotationFixture.SUBJECT);
  }

  private static Supplier<LabNotation> of(Supplier<LabNotation> signer) {
    return signer;
  }

  private static LabNotation editing(LabKey key, String from, String to) {
    return signer(key).editingEnvelope(envelope -> Bytes.utf8(envelope.toUtf8().replace(from, to)));
  }

  static Stream<Arguments> envelopes() {
    LabKey p256 = LabKey.p256("oracle");
    LabKey p384 = LabKey.p384("oracle");
    LabKey rsa = LabKey.rsa("oracle", 2048, 65537);
    return Stream.of(
        Arguments.of("ES256", of(() -> signer(p256))),
        Arguments.of("ES384", of(() -> signer(p384))),
        Arguments.of("ES512", of(() -> signer(LabKey.p521("oracle")))),
        Arguments.of("PS256", of(() -> signer(rsa))),
        Arguments.of("PS384", of(() -> signer(LabKey.rsa("alg", 3072, 65537)))),
        Arguments.of("PS512", of(() -> signer(LabKey.rsa("alg", 4096, 65537)))),
        Arguments.of("expiry", of(() -> signer(p256).expiry(LabNotary.SIGNED.plusSeconds(9)))),
        Arguments.of("critical", of(() -> signer(p256).critical("acme.release", "yes"))),
        Arguments.of("other key", of(() -> signer(p256).signingWith(p384::signP1363))),
        Arguments.of("DER", of(() -> signer(p256).signingWith(p256::sign))),
        Arguments.of("PKCS#1", of(() -> signer(rsa).signingBy(SignatureScheme.RSA_PKCS1_SHA256))),
        Arguments.of("salt 0", of(() -> signer(rsa).signingWith(input -> rsa.signPss(input, 0)))),
        Arguments.of("salt 64", of(() -> signer(rsa).signingWith(input -> rsa.signPss(input, 64)))),
        Arguments.of("alg of another size", of(() -> signer(p384).declaring("ES256"))),
        Arguments.of("alg none", of(() -> signer(p256).declaring("none"))),
        Arguments.of("alg HS256", of(() -> signer(p256).declaring("HS256"))),
        Arguments.of(
            "zero", of(() -> signer(p256).editingSignature(s -> Bytes.wrap(new byte[64])))),
        Arguments.of("short", of(() -> signer(p256).editingSignature(s -> s.slice(0, 63)))),
        Arguments.of("empty", of(() -> signer(p256).editingSignature(s -> Bytes.empty()))),
        Arguments.of("payload", of(() -> editing(p256, "\"payload\":\"e", "\"payload\":\"f"))),
        Arguments.of(
            "general form",
            of(() -> editing(p256, "{\"payload\"", "{\"signatures\":[],\"payload\""))),
        Arguments.of("no protected", of(() -> editing(p256, "\"protected\"", "\"unprotected\""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("envelopes")
  void integrityIsJudgedAlike(String name, Supplier<LabNotation> signer) throws Exception {
    Bytes envelope = signer.get().sign();
    assertThat(accepted(envelope)).isEqualTo(acceptedByNimbus(envelope));
  }

  static boolean accepted(Bytes json) {
    try {
      NotationEnvelope envelope = NotationEnvelope.parse(MediaTypes.NOTATION_JWS, json);
      EnvelopeAlgorithm algorithm = envelope.attributes().algorithm();
      Certificate leaf = Certificate.parse(envelope.chain().getFirst());
      return EnvelopeAlgorithm.of(leaf.key()).stream().anyMatch(algorithm::equals)
          && algorithm.verifies(leaf.key(), envelope.signingInput(), envelope.signature());
    } catch (MalformedException e) {
      return false;
    }
  }

  static boolean acceptedByNimbus(Bytes json) throws GeneralSecurityException {
    try {
      JWSObjectJSON jws = JWSObjectJSON.parse(json.toUtf8());
      JWSObjectJSON.Signature signature = jws.getSignatures().getFirst();
      Bytes leaf = NotationEnvelope.parse(MediaTypes.NOTATION_JWS, json).chain().getFirst();
      Certificate certificate = Certificate.parse(leaf);
      X509EncodedKeySpec spki = new X509EncodedKeySpec(certificate.spki().toByteArray());
      String kind = certificate.key().type() == VerificationKey.Type.RSA ? "RSA" : "EC";
      PublicKey key = KeyFactory.getInstance(kind).generatePublic(spki);
      return signature.verify(verifier(key));
    } catch (ParseException | JOSEException | MalformedException e) {
      return false;
    }
  }

  private static JWSVerifier verifier(PublicKey key) throws JOSEException {
    return switch (key) {
      case RSAPublicKey rsa -> new RSASSAVerifier(rsa, UNDERSTOOD);
      case ECPublicKey ec -> new ECDSAVerifier(ec, UNDERSTOOD);
      default -> throw new JOSEException("no verifier");
    };
  }
}
