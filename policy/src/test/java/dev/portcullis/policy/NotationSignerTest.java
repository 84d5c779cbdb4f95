package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signers that Notary Project trust stores vouch for, from the policy file to the decision. */
class NotationSignerTest {
  private static final String STORES = "stores: [\"ca:acme\"], subjects: [\"C=US, ST=WA, O=acme\"]";
  private static final String NONE_APPLIES = "registry.acme.io/prod/other";

  @Test
  void signerInTheStoreWithTheSubjectCounts() throws Exception {
    Decision decision = decide(STORES, signed());
    assertThat(decision.explanation().summary())
        .isEqualTo("signed by acme: CN=signer,OU=release,O=acme,ST=WA,C=US");
    assertThat(((Decision.Admit) decision).signers()).containsExactly("acme");
  }

  @Test
  void anotherSubjectDoesNotCountAndBothAreNamed() throws Exception {
    Decision decision =
        decide("stores: [\"ca:acme\"], subjects: [\"C=US, ST=WA, O=acme, OU=security\"]", signed());
    assertThat(decision.explanation().summary())
        .isEqualTo(
            "requires signature by acme; found 1 signature: by another signer"
                + " (CN=signer,OU=release,O=acme,ST=WA,C=US), for acme expected what ca:acme"
                + " demands: the signer is not among the trusted identities, expected"
                + " [C=US, O=acme, OU=security, ST=WA], found"
                + " CN=signer,OU=release,O=acme,ST=WA,C=US");
  }

  @Test
  void anotherStoreDoesNotCount() throws Exception {
    assertThat(decide("stores: [\"ca:other\"], subjects: [\"*\"]", signed()))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void timestampIsDemandedWhereATimestampStoreIsNamed() throws Exception {
    String both = "stores: [\"ca:acme\", \"tsa:time\"], subjects: [\"*\"]";
    assertThat(decide(both, signed())).isInstanceOf(Decision.Refuse.class);
    LabNotation stamped =
        signed().timestamp(signature -> LabNotary.timestamp(signature, LabNotary.SIGNED).token());
    assertThat(decide(both, stamped)).isInstanceOf(Decision.Admit.class);
  }

  @Test
  void admissionEndsWithTheSignature() throws Exception {
    Instant end = Scene.NOW.plusSeconds(60);
    assertThat(decide(STORES, signed().expiry(end)).validUntil()).contains(end.minusNanos(1));
    assertThat(decide(STORES, signed().expiry(Scene.NOW))).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void revokedCertificateDoesNotCount() throws Exception {
    LoadedPolicy loaded = load("acme: {notation: {" + STORES + "}}");
    Findings findings = verify(loaded, signed());
    String leaf = new Voucher.Notation(findings.notation().getFirst()).fingerprint();
    DenyList denied = DenyList.of(Map.of(), Map.of(), Map.of(leaf, "stolen"));
    Decision decision =
        Evaluator.decide(
            loaded.policy().rules().getFirst(), denied, Scene.IMAGE, findings, Scene.NOW);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  @Test
  void revokedAuthorityOfTheChainTakesAllThatItVouchesForAlong() throws Exception {
    LoadedPolicy loaded = load("acme: {notation: {" + STORES + "}}");
    Findings findings = verify(loaded, signed());
    String middle = LabNotary.MIDDLE.certificate().fingerprint();
    DenyList denied = DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(middle, "INC-1"), Map.of());
    Decision decision =
        Evaluator.decide(
            loaded.policy().rules().getFirst(), denied, Scene.IMAGE, findings, Scene.NOW);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> {
              assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
              assertThat(refuse.explanation().summary()).contains("which is revoked (INC-1)");
            });
  }

  @Test
  void revokedKeyOfAnAuthorityTakesAllThatItVouchesForAlong() throws Exception {
    LoadedPolicy loaded = load("acme: {notation: {" + STORES + "}}");
    Findings findings = verify(loaded, signed());
    DenyList denied =
        DenyList.of(Map.of(), Map.of(), Map.of(LabNotary.MIDDLE.key().fingerprint(), "INC-1"));

    assertThat(
            Evaluator.decide(
                loaded.policy().rules().getFirst(), denied, Scene.IMAGE, findings, Scene.NOW))
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  /** What notation says of a signature that has expired, by a signer who is trusted or is not. */
  @ParameterizedTest
  @CsvSource({
    "strict,     '',                          '*',        valid,   admit",
    "strict,     '',                          '*',        expired, refuse",
    "strict,     '',                          'OU=other', valid,   refuse",
    "permissive, '',                          '*',        expired, admit",
    "permissive, '',                          'OU=other', valid,   refuse",
    "permissive, '\"expiry\": \"enforce\"',   '*',        expired, refuse",
    "audit,      '',                          'OU=other', expired, admit",
    "audit,      '\"authenticity\": \"enforce\"', 'OU=other', valid, refuse",
    "strict,     '\"expiry\": \"log\"',       '*',        expired, admit",
    "strict,     '\"revocation\": \"skip\"',  '*',        valid,   admit",
  })
  void documentVouchesExactlyAsNotationWould(
      String level, String override, String identity, String end, String outcome) throws Exception {
    String identities =
        identity.equals("*") ? "*" : "x509.subject: C=US, ST=WA, O=acme, " + identity;
    String document =
        document(
            "registry.acme.io/prod/app",
            "{\"level\": \"" + level + "\", \"override\": {" + override + "}}",
            "\"trustStores\": [\"ca:acme\"], \"trustedIdentities\": [\"" + identities + "\"]");
    LabNotation envelope =
        end.equals("expired") ? signed().expiry(Scene.NOW.minusSeconds(1)) : signed();
    Decision decision = decideBy(document, envelope);
    assertThat(decision instanceof Decision.Admit).isEqualTo(outcome.equals("admit"));
  }

  @Test
  void documentWithoutAStatementForTheRepositoryVouchesForNothing() throws Exception {
    String document =
        document(
            NONE_APPLIES,
            "{\"level\": \"audit\"}",
            "\"trustStores\": [\"ca:acme\"], \"trustedIdentities\": [\"*\"]");
    assertThat(decideBy(document, signed()).explanation().summary())
        .contains("a statement of trustpolicy.json for registry.acme.io/prod/app, which it lacks");
  }

  @Test
  void documentThatSkipsTheRepositoryDemandsNoSignature() throws Exception {
    String document = document("registry.acme.io/prod/app", "{\"level\": \"skip\"}", "");
    Decision decision = decideBy(document);
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    assertThat(decision.explanation().summary())
        .isEqualTo(
            "not signed, as acme: trustpolicy.json skips verification of"
                + " registry.acme.io/prod/app by its statement 'only'");
  }

  @Test
  void documentThatSkipsAnotherRepositoryHelpsNobody() throws Exception {
    assertThat(decideBy(document(NONE_APPLIES, "{\"level\": \"skip\"}", "")))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void strangerWhoFailsUnderADocumentDoesNotHinderTheRightOne() throws Exception {
    LabNotation stranger =
        LabNotary.signer(MediaTypes.NOTATION_JWS, Scene.IMAGE, LabNotary.leaf().selfSigned());
    assertThat(decide(STORES, stranger, signed())).isInstanceOf(Decision.Admit.class);
  }

  @Test
  void documentIsAskedAboutTheNameUnderWhichAMirroredImageIsSigned() throws Exception {
    String original =
        document(
            "docker.io/library/app",
            "{\"level\": \"strict\"}",
            "\"trustStores\": [\"ca:acme\"], \"trustedIdentities\": [\"*\"]");
    String signedAs = "signedAs: {prefix: registry.acme.io/prod, as: docker.io}";
    String signer = "acme: {notation: {trustPolicy: trustpolicy.json}}";
    KeyFolder folder = folder().with("trustpolicy.json", original);
    assertThat(decide(load(folder, signer, signedAs), signed())).isInstanceOf(Decision.Admit.class);
    assertThat(decide(load(folder, signer), signed())).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void documentThatSkipsThePulledNameDoesNotSkipTheOriginal() throws Exception {
    String pulled = document("registry.acme.io/prod/app", "{\"level\": \"skip\"}", "");
    LoadedPolicy renamed =
        load(
            folder().with("trustpolicy.json", pulled),
            "acme: {notation: {trustPolicy: trustpolicy.json}}",
            "signedAs: {prefix: registry.acme.io/prod, as: docker.io}");
    assertThat(decide(renamed)).isInstanceOf(Decision.Refuse.class);
  }

  private static LabNotation signed() {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, Scene.IMAGE);
  }

  private static String document(String scope, String verification, String rest) {
    return "{\"version\": \"1.0\", \"trustPolicies\": [{\"name\": \"only\", \"registryScopes\": [\""
        + scope
        + "\"], \"signatureVerification\": "
        + verification
        + (rest.isEmpty() ? "" : ", " + rest)
        + "}]}";
  }

  private static Decision decide(String notation, LabNotation... envelopes) throws Exception {
    return decide(load("acme: {notation: {" + notation + "}}"), envelopes);
  }

  private static Decision decideBy(String document, LabNotation... envelopes) throws Exception {
    return decide(
        load(
            folder().with("trustpolicy.json", document),
            "acme: {notation: {trustPolicy: trustpolicy.json}}"),
        envelopes);
  }

  private static Decision decide(LoadedPolicy loaded, LabNotation... envelopes) {
    return Evaluator.decide(
        loaded.policy().rules().getFirst(),
        DenyList.empty(),
        Scene.IMAGE,
        verify(loaded, envelopes),
        Scene.NOW);
  }

  private static Findings verify(LoadedPolicy loaded, LabNotation... envelopes) {
    List<Candidate> candidates =
        List.of(envelopes).stream().<Candidate>map(LabNotary::candidate).toList();
    return Verifier.verify(
        Scene.IMAGE, new Evidence(candidates, List.of()), loaded.trust(), Scene.NOW);
  }

  private static LoadedPolicy load(String signer) throws DocumentException {
    return load(folder(), signer);
  }

  private static LoadedPolicy load(KeyFolder folder, String signer) throws DocumentException {
    return load(folder, signer, "mode: enforce");
  }

  private static LoadedPolicy load(KeyFolder folder, String signer, String term)
      throws DocumentException {
    return folder.read(
        """
        trust: {notation: {trustStore: truststore}}
        signers: {%s}
        rules:
          - name: production
            images: [registry.acme.io/prod/**]
            %s
            require: [{signature: {by: acme}}]
        """
            .formatted(signer, term));
  }

  private static KeyFolder folder() {
    LabHolder other = LabNotary.leaf().selfSigned();
    return new KeyFolder()
        .with("truststore/x509/ca/acme/root.pem", pem(LabNotary.ROOT))
        .with("truststore/x509/ca/other/root.pem", pem(other))
        .with("truststore/x509/tsa/time/root.pem", pem(LabNotary.TSA_ROOT));
  }

  private static String pem(LabHolder holder) {
    Bytes der = holder.certificate().der();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(der.toByteArray())
        + "\n-----END CERTIFICATE-----\n";
  }
}
