package dev.portcullis.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
  private static final String GOOD =
      """
      signers:
        release: {keys: [release-2026.pub, {file: release-2027.pub, notBefore: 2027-01-01T00:00:00Z}]}
        security:
          keys: [security.pub]
      rules:
        - name: production
          images: ["registry.acme.io/prod/**"]
          require:
            - signature: {by: release}
            - signature: {by: security}
        - name: tools
          images: [registry.acme.io/tools/*, docker.io/library/busybox]
          mode: warn
          require:
            - any:
                - signature: {by: security}
                - atLeast: 2
                  of: [{signature: {by: release}}, {all: [{signature: {by: security}}]}]
        - name: scratch
          images: ["registry.acme.io/dev/**"]
          insecureAdmitAnything: true
      unmatched: refuse
      revoked:
        file: revoked.yaml
      """;

  private final KeyFolder files =
      new KeyFolder()
          .withKey("release-2026.pub")
          .withKey("release-2027.pub")
          .withKey("security.pub")
          .with("revoked.yaml", "signers: [{signer: security, reason: INC-1}]");

  @Test
  void wholePolicyIsRead() throws Exception {
    LoadedPolicy loaded = files.read(GOOD);
    List<Rule> rules = loaded.policy().rules();
    assertThat(rules).extracting(Rule::name).containsExactly("production", "tools", "scratch");
    Signer release = signer(loaded, "release");
    Signer security = signer(loaded, "security");
    assertThat(rules.get(0).mode()).isEqualTo(Mode.ENFORCE);
    assertThat(rules.get(0).require())
        .hasValue(
            new Requirement.All(
                List.of(new Requirement.Signature(release), new Requirement.Signature(security))));
    assertThat(rules.get(1).mode()).isEqualTo(Mode.WARN);
    assertThat(rules.get(1).require())
        .hasValue(
            new Requirement.AtLeast(
                1,
                List.of(
                    new Requirement.Signature(security),
                    new Requirement.AtLeast(
                        2,
                        List.of(
                            new Requirement.Signature(release),
                            new Requirement.Signature(security))))));
    assertThat(rules.get(2).admitsAnything()).isTrue();
    assertThat(loaded.policy().unmatched()).isEqualTo(Rule.refuseUnmatched());
    assertThat(loaded.policy().denied().reasonForSigner("security")).hasValue("INC-1");
    assertThat(loaded.policy().ruleFor(new RepositoryName("registry.acme.io", "prod/a/b")).name())
        .isEqualTo("production");
  }

  @Test
  void keysCarryTheirWindowsAndBecomeTrustMaterial() throws Exception {
    LoadedPolicy loaded = files.read(GOOD);
    Signer.Keys release = (Signer.Keys) signer(loaded, "release");
    assertThat(release.keys())
        .extracting(Signer.SignerKey::label)
        .containsExactly("release-2026.pub", "release-2027.pub");
    assertThat(release.keys().getLast().notBefore())
        .hasValue(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(loaded.trust().keys())
        .extracting(trusted -> trusted.key().fingerprint())
        .containsExactlyInAnyOrder(
            files.fingerprint("release-2026.pub"),
            files.fingerprint("release-2027.pub"),
            files.fingerprint("security.pub"));
  }

  @Test
  void signersAndUnmatchedMayBeLeftOut() throws Exception {
    LoadedPolicy loaded =
        files.read("rules: [{name: a, images: [r.io/**], insecureAdmitAnything: true}]");
    assertThat(loaded.policy().unmatched()).isEqualTo(Rule.refuseUnmatched());
    assertThat(files.read("rules: []\nunmatched: insecureAdmit").policy().unmatched())
        .isEqualTo(Rule.admitUnmatched());
  }

  @Test
  void revisionChangesWithWhateverDecides() throws Exception {
    String revision = files.read(GOOD).policy().revision();
    assertThat(files.read(GOOD).policy().revision()).isEqualTo(revision);
    for (String changed :
        List.of(
            GOOD.replace("mode: warn", "mode: audit"),
            GOOD.replace("name: tools", "name: tool"),
            GOOD.replace("2027-01-01", "2027-01-02"),
            GOOD.replace("atLeast: 2", "atLeast: 1"),
            GOOD.replace("unmatched: refuse", "unmatched: insecureAdmit"),
            GOOD.replace("prod/**", "prod/*"))) {
      assertThat(changed).isNotEqualTo(GOOD);
      assertThat(files.read(changed).policy().revision()).isNotEqualTo(revision);
    }
    files.withKey("security.pub");
    assertThat(files.read(GOOD).policy().revision()).isNotEqualTo(revision);
  }

  @Test
  void revisionDoesNotChangeWithTheDenyListWhichHasItsOwn() throws Exception {
    LoadedPolicy before = files.read(GOOD);
    files.with("revoked.yaml", "digests: [" + digest() + "]");
    LoadedPolicy after = files.read(GOOD);
    assertThat(after.policy().revision()).isEqualTo(before.policy().revision());
    assertThat(after.policy().denied().revision())
        .isNotEqualTo(before.policy().denied().revision());
  }

  @Test
  void trustRevisionChangesWithKeysAndSchemes() throws Exception {
    String yaml =
        """
        signers: {ci: {keys: [{file: rsa.pub}]}}
        rules: [{name: a, images: [r.io/**], require: [{signature: {by: ci}}]}]
        """;
    files.withRsaKey("rsa.pub");
    LoadedPolicy plain = files.read(yaml);
    LoadedPolicy pss = files.read(yaml.replace("rsa.pub}", "rsa.pub, scheme: pss}"));
    assertThat(pss.trustRevision()).isNotEqualTo(plain.trustRevision());
    assertThat(pss.trust()).isNotEqualTo(plain.trust());
    files.withRsaKey("rsa.pub");
    assertThat(files.read(yaml).trustRevision()).isNotEqualTo(plain.trustRevision());
  }

  @Test
  void everythingThatIsWrongIsReportedTogether() {
    assertThatThrownBy(
            () ->
                files.read(
                    """
                    signers:
                      release: {keys: [missing.pub]}
                    rules:
                      - name: a
                        images: [acme]
                        require: [{signature: {by: relaese}}]
                      - name: b
                        images: [r.io/*]
                        mode: block
                        require: []
                    unmatched: admit
                    exemption: []
                    """))
        .hasMessage(
            """
            policy.yaml:2:20: cannot use key missing.pub: there is no such file
            policy.yaml:5:14: pattern 'acme' has no registry; write registry/path, such as\
             registry.acme.io/prod/**
            policy.yaml:6:32: there is no signer 'relaese'; did you mean 'release'?
            policy.yaml:9:11: expected one of audit, enforce, warn, found 'block'
            policy.yaml:10:14: an empty list requires nothing and would admit nothing; name a\
             requirement
            policy.yaml:11:12: expected one of insecureAdmit, refuse, found 'admit'
            policy.yaml:12:1: unknown key 'exemption'; did you mean 'exemptions'?\
            """);
  }

  private static Signer signer(LoadedPolicy loaded, String name) {
    Signer signer = loaded.policy().signers().get(name);
    if (signer == null) {
      throw new AssertionError("no signer " + name);
    }
    return signer;
  }

  private static Digest digest() {
    return new Digest(Digest.Algorithm.SHA256, "ab".repeat(32));
  }
}
