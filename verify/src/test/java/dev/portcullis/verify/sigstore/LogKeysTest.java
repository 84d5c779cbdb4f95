package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of keys and of logs (sigstore spec notes, 2.1 and 2.7). */
class LogKeysTest {
  @ParameterizedTest
  @CsvSource({
    "5, PKIX_ECDSA_P256_SHA_256, ECDSA_SHA256",
    "12, PKIX_ECDSA_P384_SHA_384, ECDSA_SHA384",
    "13, PKIX_ECDSA_P521_SHA_512, ECDSA_SHA512",
    "19, PKIX_ECDSA_P384_SHA_256, ECDSA_SHA256",
    "20, PKIX_ECDSA_P521_SHA_256, ECDSA_SHA256",
    "9, PKIX_RSA_PKCS1V15_2048_SHA256, RSA_PKCS1_SHA256",
    "10, PKIX_RSA_PKCS1V15_3072_SHA256, RSA_PKCS1_SHA256",
    "11, PKIX_RSA_PKCS1V15_4096_SHA256, RSA_PKCS1_SHA256",
    "16, PKIX_RSA_PSS_2048_SHA256, RSA_PSS_SHA256",
    "17, PKIX_RSA_PSS_3072_SHA256, RSA_PSS_SHA256",
    "18, PKIX_RSA_PSS_4096_SHA256, RSA_PSS_SHA256",
    "7, PKIX_ED25519, ED25519",
    "8, PKIX_ED25519_PH, ED25519PH",
  })
  void acceptedDetailsAreKnownByNameAndNumber(String number, String name, SignatureScheme scheme) {
    assertThat(LogKeys.scheme(number)).contains(scheme);
    assertThat(LogKeys.scheme(name)).contains(scheme);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "2",
        "3",
        "4",
        "6",
        "14",
        "15",
        "21",
        "22",
        "23",
        "24",
        "-1",
        "05",
        "",
        "PKCS1_RSA_PKCS1V5",
        "PKCS1_RSA_PSS",
        "PKIX_RSA_PKCS1V5",
        "PKIX_RSA_PSS",
        "PKIX_ECDSA_P256_HMAC_SHA_256",
        "LMS_SHA256",
        "LMOTS_SHA256",
        "ML_DSA_44",
        "ML_DSA_65",
        "ML_DSA_87",
        "pkix_ed25519"
      })
  void otherDetailsAreNot(String details) {
    assertThat(LogKeys.scheme(details)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4", "5", "SHA3_256", "SHA3_384", "SHA1", "sha2_256", ""})
  void otherHashAlgorithmsAreRefused(String algorithm) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> BundleParser.hashFunction(algorithm))
        .withMessageContaining("is not accepted");
  }

  @Test
  void theDetailsOfOurKeyAreThoseOfItsSchemeAndSize() {
    Stream.of(LabKey.p256("a"), LabKey.p384("a"), LabKey.p521("a"), LabKey.rsa("a"))
        .map(LabKey::verificationKey)
        .forEach(
            key ->
                Stream.of(SignatureScheme.values())
                    .filter(scheme -> LogKeys.fits(key, scheme))
                    .forEach(
                        scheme ->
                            assertThat(LogKeys.details(key, scheme))
                                .startsWith("PKIX_")
                                .contains(Integer.toString(key.bits()))));
    assertThat(LogKeys.details(LabKey.rsa("a").verificationKey(), SignatureScheme.RSA_PSS_SHA256))
        .isEqualTo("PKIX_RSA_PSS_2048_SHA256");
    assertThat(LogKeys.details(LabKey.p521("a").verificationKey(), SignatureScheme.ECDSA_SHA512))
        .isEqualTo("PKIX_ECDSA_P521_SHA_512");
  }

  @Test
  void noteIdentifiersAreThoseOfSignedNotes() throws Exception {
    VerificationKey ed25519 = LabKey.ed25519("log").verificationKey();
    VerificationKey ecdsa = LabKey.p256("log").verificationKey();
    VerificationKey rsa = LabKey.rsa("log").verificationKey();
    Bytes point = ed25519.spki().slice(12, 44);
    Bytes named =
        HashFunction.SHA256.of(Bytes.utf8("log.test\n"), Bytes.wrap(new byte[] {1}), point);
    Bytes rsaNamed =
        HashFunction.SHA256.of(
            Bytes.utf8("log.test\n"),
            Bytes.wrap(new byte[] {-1}),
            Bytes.utf8("PKIX-RSA-PKCS#1v1.5"),
            rsa.spki());

    assertThat(LogKeys.noteId(ed25519, "log.test")).isEqualTo(named);
    assertThat(LogKeys.noteId(ecdsa, "log.test")).isEqualTo(HashFunction.SHA256.of(ecdsa.spki()));
    assertThat(LogKeys.noteId(rsa, "log.test")).isEqualTo(rsaNamed);
    assertThat(LogKeys.requireId(rsa, "log.test", Optional.of(rsaNamed))).isEqualTo(rsaNamed);
    assertThat(LogKeys.requireId(ed25519, "log.test", Optional.empty())).isEqualTo(named);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> LogKeys.requireId(ed25519, "other.test", Optional.of(named)))
        .withMessageContaining("does not belong to its key");
  }
}
