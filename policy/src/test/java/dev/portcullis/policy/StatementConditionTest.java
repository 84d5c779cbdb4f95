package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions over what statements say, from the policy file to the decision. */
class StatementConditionTest {
  private static final KeyFolder FILES = new KeyFolder().withKey("ci.pub");
  private static final String SPDX = "https://spdx.dev/Document/v2.3";
  private static final String CYCLONEDX = "https://cyclonedx.org/bom";
  private static final String NO_LOG4J =
      "!sbom.packages.exists(p, p.name == \"log4j-core\" && p.version.startsWith(\"2.14\"))";

  private static final String SPDX_2 =
      """
      {"spdxVersion": "SPDX-2.3", "packages": [
        {"name": "app", "versionInfo": "1.0", "licenseConcluded": "NOASSERTION"},
        {"name": "log4j-core", "versionInfo": "%s", "licenseDeclared": "Apache-2.0",
         "supplier": "Organization: Apache (a@apache.org)",
         "externalRefs": [{"referenceType": "purl",
           "referenceLocator": "pkg:maven/org.apache.logging.log4j/log4j-core"}]}]}
      """;
  private static final String SPDX_3 =
      """
      {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"type": "Organization", "spdxId": "urn:apache", "name": "Apache"},
        {"type": "software_Package", "spdxId": "urn:log4j", "name": "log4j-core",
         "software_packageVersion": "%s", "suppliedBy": "urn:apache",
         "software_packageUrl": "pkg:maven/org.apache.logging.log4j/log4j-core"},
        {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:license",
         "simplelicensing_licenseExpression": "Apache-2.0"},
        {"type": "Relationship", "spdxId": "urn:r", "relationshipType": "hasDeclaredLicense",
         "from": "urn:log4j", "to": ["urn:license"]}]}
      """;
  private static final String CYCLONE =
      """
      {"bomFormat": "CycloneDX", "specVersion": "1.5",
       "metadata": {"component": {"name": "app", "version": "1.0"}},
       "components": [{"name": "spring", "version": "6", "components": [
         {"name": "log4j-core", "version": "%s", "supplier": {"name": "Apache"},
          "purl": "pkg:maven/org.apache.logging.log4j/log4j-core",
          "licenses": [{"license": {"id": "Apache-2.0"}}]}]}]}
      """;

  @Test
  void theSameConditionHoldsOfEveryFormat() throws Exception {
    String rule = sbom("[spdx, cyclonedx]", NO_LOG4J);
    for (String[] format : new String[][] {{SPDX, SPDX_2}, {SPDX, SPDX_3}, {CYCLONEDX, CYCLONE}}) {
      assertThat(decide(rule, format[0], format[1].formatted("2.17.1")))
          .as(format[1])
          .isInstanceOf(Decision.Admit.class);
      assertThat(decide(rule, format[0], format[1].formatted("2.14.1")))
          .as(format[1])
          .isInstanceOf(Decision.Refuse.class);
    }
  }

  @Test
  void packageLooksTheSameInEveryFormat() throws Exception {
    String rule =
        sbom(
            "[spdx, cyclonedx]",
            "sbom.packages.exists(p, p.name == \"log4j-core\" && p.version == \"2\""
                + " && p.supplier == \"Apache\" && p.licenses == [\"Apache-2.0\"]"
                + " && p.purl == \"pkg:maven/org.apache.logging.log4j/log4j-core\")");
    assertThat(decide(rule, SPDX, SPDX_2.formatted("2"))).isInstanceOf(Decision.Admit.class);
    assertThat(decide(rule, SPDX, SPDX_3.formatted("2"))).isInstanceOf(Decision.Admit.class);
    assertThat(decide(rule, CYCLONEDX, CYCLONE.formatted("2"))).isInstanceOf(Decision.Admit.class);
  }

  @Test
  void billInAnUnwantedFormatDoesNotCount() throws Exception {
    assertThat(decide(sbom("[spdx]", "true"), CYCLONEDX, CYCLONE.formatted("2")))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(reasons(decide(sbom("[spdx]", "true"), SPDX, CYCLONE.formatted("2"))))
        .contains("it is in another format than its type says");
  }

  @Test
  void billThatCannotBeReadIsNotTakenForOneThatIsClean() throws Exception {
    for (String bad :
        new String[] {
          "{}",
          "{\"spdxVersion\": \"SPDX-2.3\"}",
          "{\"spdxVersion\": \"SPDX-2.3\", \"packages\": {}}",
          "{\"spdxVersion\": \"SPDX-2.3\", \"packages\": [{\"name\": 7}]}",
        }) {
      assertThat(decide(sbom("[spdx]", NO_LOG4J), SPDX, bad))
          .as(bad)
          .isInstanceOf(Decision.Refuse.class);
    }
  }

  @Test
  void billThatCosign1WrappedIsRead() throws Exception {
    String wrapped =
        "{\"Data\": \""
            + SPDX_2.formatted("2.17").replace("\"", "\\\"").replace("\n", " ")
            + "\", \"Timestamp\": \"x\"}";
    assertThat(decide(sbom("[spdx]", NO_LOG4J), SPDX, wrapped)).isInstanceOf(Decision.Admit.class);
  }

  @Test
  void reasonNamesTheConditionThatDoesNotHold() throws Exception {
    assertThat(reasons(decide(sbom("[spdx]", NO_LOG4J), SPDX, SPDX_2.formatted("2.14.0"))))
        .contains("by ci, but not where !sbom.packages.exists(p, p.name == \"log4j-core\"");
  }

  /** What cannot be read must not look like what lists nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "vuln  | https://cosign.sigstore.dev/attestation/vuln/v1 | {\"scanner\": {\"result\":"
            + " {\"Results\": null}}}",
        "vuln  | https://cosign.sigstore.dev/attestation/vuln/v1 | {\"scanner\": {\"result\":"
            + " {\"matches\": null}}}",
        "vulns | https://in-toto.io/attestation/vulns/v0.1 | {\"scanner\": {\"result\": [{\"id\":"
            + " \"CVE-1\", \"severity\": [{\"method\": \"x\", \"score\": \"NaN\"}]}]}}",
        "vulns | https://in-toto.io/attestation/vulns/v0.1 | {\"scanner\": {\"result\": [{\"id\":"
            + " \"CVE-1\", \"severity\": [{\"method\": \"x\", \"score\": \"-1\"}]}]}}",
        "vulns | https://in-toto.io/attestation/vulns/v0.1 | {\"scanner\": {\"result\": [{\"id\":"
            + " \"CVE-1\", \"severity\": [{\"method\": \"x\", \"score\": \"11\"}]}]}}",
      })
  void unreadableReportsAreNotHarmlessOnes(String type, String uri, String predicate)
      throws Exception {
    String rule =
        "{attestation: {type: "
            + type
            + ", by: ci, where: 'vulns.all(v, v.severity != \"CRITICAL\")'}}";
    assertThat(decide(rule, uri, predicate)).isInstanceOf(Decision.Refuse.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "vuln    | https://cosign.sigstore.dev/attestation/vuln/v1 | {\"scanner\": {\"result\":"
            + " {\"Results\": [{\"Vulnerabilities\": [{\"VulnerabilityID\": \"CVE-1\","
            + " \"Severity\": \"%s\"}]}]}}}",
        "vuln    | https://cosign.sigstore.dev/attestation/vuln/v1 | {\"scanner\": {\"result\":"
            + " {\"matches\": [{\"vulnerability\": {\"id\": \"CVE-1\", \"severity\": \"%s\"}}]}}}",
        "vulns   | https://in-toto.io/attestation/vulns/v0.1 | {\"scanner\": {\"result\": [{\"id\":"
            + " \"CVE-1\", \"severity\": [{\"method\": \"x\", \"score\": \"%s\"}]}]}}",
        "cyclonedx | https://cyclonedx.org/bom/v1.4 | {\"vulnerabilities\": [{\"id\": \"CVE-1\","
            + " \"ratings\": [{\"severity\": \"%s\"}]}]}",
      })
  void reportsOfEveryKindListTheirVulnerabilities(String type, String uri, String predicate)
      throws Exception {
    String rule =
        "{attestation: {type: "
            + type
            + ", by: ci, where: '!vulns.exists(v, v.severity == \"CRITICAL\") && vulns.size() =="
            + " 1'}}";
    assertThat(decide(rule, uri, predicate.formatted("Low"))).isInstanceOf(Decision.Admit.class);
    assertThat(decide(rule, uri, predicate.formatted("Critical")))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void vexSaysWhatIsNotAffected() throws Exception {
    String rule =
        "{attestation: {type: openvex, by: ci, where: 'vulns.all(v, v.status =="
            + " \"not_affected\")'}}";
    String vex =
        "{\"statements\": [{\"vulnerability\": {\"name\": \"CVE-1\"}, \"status\": \"%s\"}]}";
    assertThat(decide(rule, "https://openvex.dev/ns/v0.2.0", vex.formatted("not_affected")))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(rule, "https://openvex.dev/ns/v0.2.0", vex.formatted("affected")))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void reportOfAnUnknownKindIsNotTakenForAnEmptyOne() throws Exception {
    String rule = "{attestation: {type: vuln, by: ci, where: '!vulns.exists(v, true)'}}";
    Decision decision =
        decide(
            rule,
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            "{\"scanner\": {\"result\": {\"other\": []}}}");
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(reasons(decision)).contains("no vulnerability report that is understood");
  }

  @Test
  void provenanceIsAskedAboutItsBuilder() throws Exception {
    String rule =
        "{attestation: {type: slsa-provenance-v1, by: ci, where:"
            + " 'predicate.buildDefinition.buildType.startsWith(\"https://actions.github.io/\")'}}";
    String predicate = "{\"buildDefinition\": {\"buildType\": \"%s\"}}";
    String uri = "https://slsa.dev/provenance/v1";
    assertThat(decide(rule, uri, predicate.formatted("https://actions.github.io/w/v1")))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(rule, uri, predicate.formatted("https://actions.mallory.io/w/v1")))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(decide(rule, uri, "{}")).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void oneStatementThatHoldsIsEnoughAmongSome() throws Exception {
    LoadedPolicy loaded = load(sbom("[spdx]", NO_LOG4J));
    Findings findings =
        findings(
            statement(SPDX, SPDX_2.formatted("2.14.0"), 0),
            statement(SPDX, SPDX_2.formatted("2.17.1"), 1));
    assertThat(decide(loaded, findings)).isInstanceOf(Decision.Admit.class);
  }

  private static String sbom(String formats, String where) {
    return "{sbom: {formats: " + formats + ", by: ci, where: '" + where + "'}}";
  }

  private static String reasons(Decision decision) {
    return String.join("\n", decision.explanation().requirements().getFirst().reasons());
  }

  private static Decision decide(String rule, String uri, String predicate) throws Exception {
    return decide(load(rule), findings(statement(uri, predicate, 0)));
  }

  private static Decision decide(LoadedPolicy loaded, Findings findings) {
    return Evaluator.decide(
        loaded.policy().rules().getFirst(), DenyList.empty(), Scene.IMAGE, findings, Scene.NOW);
  }

  private static LoadedPolicy load(String rule) throws DocumentException {
    return FILES.read(
        """
        signers: {ci: {keys: [ci.pub]}}
        rules:
          - name: production
            images: [registry.acme.io/prod/**]
            require:
              - %s
        """
            .formatted(rule));
  }

  private static Verified statement(String uri, String predicate, int layer) {
    return MintedFacts.attestation(
        new Origin(Origin.Source.REFERRERS, Optional.of(Scene.OTHER), layer),
        Scene.IMAGE.digest(),
        new Voucher.Key(FILES.fingerprint("ci.pub")),
        uri,
        Bytes.utf8("{\"_type\": \"x\", \"predicate\": " + predicate + "}"));
  }

  private static Findings findings(Verified... facts) {
    List<Finding> findings =
        List.of(facts).stream()
            .map(
                fact ->
                    new Finding(
                        fact.origin(),
                        "attestation",
                        List.of(new Check.Passed(Check.Step.SIGNATURE, "verifies"))))
            .toList();
    return new Findings(List.of(facts), findings, List.of());
  }
}
