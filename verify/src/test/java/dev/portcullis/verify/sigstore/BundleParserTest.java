package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleParserTest {
  private static final String HASH = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String ENTRY =
      """
      {"logIndex": "7", "logId": {"keyId": "%1$s"},
       "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"}, "integratedTime": 1700000000,
       "inclusionPromise": {"signedEntryTimestamp": "AQI="},
       "inclusionProof": {"logIndex": "3", "rootHash": "%1$s", "treeSize": "4", "hashes": ["%1$s"],
                          "checkpoint": {"envelope": "origin\\n4\\nAAAA\\n\\n"}},
       "canonicalizedBody": "e30="}\
      """
          .formatted(HASH);
  private static final String MESSAGE =
      """
      {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
       "verificationMaterial": {
         "certificate": {"rawBytes": "MAA="},
         "tlogEntries": [%s],
         "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": "MAA="}]}},
       "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": "%s"},
                            "signature": "AQID"}}\
      """
          .formatted(ENTRY, HASH);
  private static final String ENVELOPE =
      """
      {"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.3",
       "verificationMaterial": {"publicKey": {"hint": "abc"}},
       "dsseEnvelope": {"payload": "e30", "payloadType": "text/plain", "note": {"x": [1]},
                        "signatures": [{"sig": "_w", "keyid": null}]}}\
      """;

  private static Bundle parse(String json) throws MalformedException {
    return BundleParser.parse(Bytes.utf8(json));
  }

  private static String message(String changed, String to) {
    assertThat(MESSAGE).contains(changed);
    return MESSAGE.replace(changed, to);
  }

  @Test
  void everyFieldOfAMessageBundleIsRead() throws Exception {
    Bundle bundle = parse(MESSAGE);

    assertThat(bundle.version()).isEqualTo(Bundle.Version.V0_3);
    assertThat(bundle.material()).isInstanceOf(Bundle.Material.Certificate.class);
    assertThat(bundle.timestamps()).hasSize(1);
    assertThat(bundle.content().signature().toHex()).isEqualTo("010203");
    LogEntry entry = bundle.logEntries().getFirst();
    assertThat(entry.logIndex()).isEqualTo(7);
    assertThat(entry.integratedTime()).isEqualTo(1_700_000_000);
    assertThat(entry.kind()).isEqualTo("hashedrekord");
    assertThat(entry.inclusionProof().orElseThrow().treeSize()).isEqualTo(4);
    assertThat(entry.inclusionProof().orElseThrow().checkpoint()).isPresent();
  }

  @Test
  void anEnvelopeMayHoldUnknownFieldsUnpaddedUrlBase64AndANullKeyId() throws Exception {
    Bundle bundle = parse(ENVELOPE);

    assertThat(bundle.material()).isEqualTo(new Bundle.Material.KeyHint("abc"));
    assertThat(bundle.content())
        .isEqualTo(
            new Bundle.Content.Dsse(
                "text/plain", Bytes.utf8("{}"), "", bundle.content().signature()));
    assertThat(bundle.content().signature().toHex()).isEqualTo("ff");
  }

  @Test
  void snakeCaseNamesAreTheSameFields() throws Exception {
    assertThat(parse(message("logIndex", "log_index"))).isEqualTo(parse(MESSAGE));
  }

  @Test
  void aFieldInBothSpellingsIsRefused() {
    assertThatThrownBy(
            () -> parse(message("\"logIndex\": \"7\"", "\"logIndex\":7,\"log_index\":8")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("stands twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.bundle+json;version=99.9",
        "application/vnd.dev.sigstore.bundle+json; version=0.3",
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        ""
      })
  void anUnknownVersionIsRefused(String mediaType) {
    assertThatThrownBy(
            () -> parse(message("application/vnd.dev.sigstore.bundle.v0.3+json", mediaType)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("unknown bundle media type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"logIndex\": \"7\" | \"logIndex\": \"-1\" | logIndex is negative",
        "\"logIndex\": \"7\" | \"logIndex\": \"7.0\" | integer",
        "\"logIndex\": \"7\" | \"logIndex\": 7.5 | integer",
        "\"logIndex\": \"7\" | \"logIndex\": \"9223372036854775808\" | integer",
        "\"treeSize\": \"4\" | \"treeSize\": \"0\" | treeSize",
        "1700000000 | -5 | integratedTime",
        "\"AQID\" | \"\" | empty signature",
        "\"AQID\" | \"A!==\" | not base64",
        "\"MAA=\"}, | \"\"}, | rawBytes",
        "\"e30=\" | null | canonicalizedBody",
        "SHA2_256 | SHA3_256 | hash algorithm",
        "SHA2_256 | SHA2_512 | 32 bytes, not 64",
        "\"messageDigest\" | \"extra\": 1, \"messageDigest\" | unknown field 'extra'",
        "\"certificate\": | \"publicKey\": {}, \"certificate\": | more than one kind",
        "\"messageSignature\": | \"dsseEnvelope\": {}, \"messageSignature\": | no signature",
      })
  void aWrongFieldIsRefusedWithItsName(String changed, String to, String reason) {
    assertThatThrownBy(() -> parse(message(changed, to)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aChainIsRefusedInVersion03AndAcceptedBefore() throws Exception {
    String chain =
        message(
            "\"certificate\": {\"rawBytes\": \"MAA=\"}",
            "\"x509CertificateChain\": {\"certificates\": [{\"rawBytes\": \"MAA=\"}]}");

    assertThatThrownBy(() -> parse(chain))
        .hasMessageContaining("must not hold a certificate chain");
    Bundle older = parse(chain.replace("bundle.v0.3+json", "bundle+json;version=0.2"));
    assertThat(older.material()).isEqualTo(parse(MESSAGE).material());
  }

  @Test
  void anEmptyChainIsRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    message(
                            "\"certificate\": {\"rawBytes\": \"MAA=\"}",
                            "\"x509CertificateChain\": {\"certificates\": []}")
                        .replace("bundle.v0.3+json", "bundle+json;version=0.1")))
        .hasMessageContaining("chain is empty");
  }

  @Test
  void twoEntriesOfOneLogAndIndexAreRefused() {
    assertThatThrownBy(() -> parse(message(ENTRY, ENTRY + "," + ENTRY)))
        .hasMessageContaining("same log and index");
  }

  @Test
  void cve202445395MoreEntriesTimestampsOrHashesThanTheLimitAreRefused() {
    StringBuilder entries = new StringBuilder(ENTRY);
    for (int i = 0; i < Limits.LOG_ENTRIES; i++) {
      entries.append(',').append(ENTRY.replace("\"7\"", "\"" + (100 + i) + "\""));
    }
    String timestamp = "{\"signedTimestamp\": \"MAA=\"}";
    String hash = "\"" + HASH + "\"";

    assertThatThrownBy(() -> parse(message(ENTRY, entries.toString())))
        .hasMessage("more than 32 elements in 'tlogEntries'");
    assertThatThrownBy(
            () ->
                parse(message(timestamp, timestamp + ("," + timestamp).repeat(Limits.TIMESTAMPS))))
        .hasMessage("more than 32 elements in 'rfc3161Timestamps'");
    assertThatThrownBy(
            () ->
                parse(
                    message(
                        "[" + hash + "]",
                        "[" + hash + ("," + hash).repeat(Limits.PROOF_HASHES) + "]")))
        .hasMessage("more than 64 elements in 'hashes'");
  }

  @Test
  void twoSignaturesInAnEnvelopeAreRefused() {
    assertThatThrownBy(() -> parse(ENVELOPE.replace("[{\"sig\"", "[{\"sig\": \"AQ==\"},{\"sig\"")))
        .hasMessage("more than 1 elements in 'signatures'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{}{}", "{\"mediaType\":", "\u0000{", "{} x"})
  void whatIsNotOneObjectIsRefused(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void utf16IsRefused() {
    byte[] utf16 = MESSAGE.getBytes(java.nio.charset.StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> BundleParser.parse(Bytes.wrap(utf16)))
        .hasMessageContaining("not UTF-8");
  }
}
