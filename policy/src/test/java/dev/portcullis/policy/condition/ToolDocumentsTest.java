package dev.portcullis.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents in the shapes that tools give them: order, nesting, and what is beside the point. */
class ToolDocumentsTest {
  private static SoftwareBill bill(String document) throws MalformedException {
    return SoftwareBill.read(Document.whole(Bytes.utf8(document)));
  }

  private static List<Map<String, Object>> report(String document) throws MalformedException {
    return Vulnerability.values(Document.whole(Bytes.utf8(document)));
  }

  /** As syft writes it: the image itself is the first package, files and relations come after. */
  @Test
  void spdx2WithImageFilesAndRelationships() throws MalformedException {
    SoftwareBill bill =
        bill(
            """
            {"name":"alpine","packages":[
              {"name":"musl","SPDXID":"SPDXRef-musl","versionInfo":"1.2.4-r2",
               "supplier":"Person: Timo Ter\\u00e4s (timo@example.org)",
               "licenseConcluded":"NOASSERTION","licenseDeclared":"MIT AND BSD-2-Clause",
               "hasFiles":["SPDXRef-f1","SPDXRef-f2"],"checksums":[{"algorithm":"SHA1","checksumValue":"00"}],
               "externalRefs":[
                {"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:m:m"},
                {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:apk/alpine/musl@1.2.4-r2"},
                {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:other"}]},
              {"name":"nameless","supplier":"NOASSERTION","versionInfo":"NOASSERTION"}],
             "files":[{"fileName":"/lib/musl","SPDXID":"SPDXRef-f1"}],
             "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"x"}],
             "spdxVersion":"SPDX-2.3"}
            """);
    assertThat(bill.format()).isEqualTo(SoftwareBill.Format.SPDX);
    assertThat(bill.packages())
        .containsExactly(
            new Component(
                "musl",
                "1.2.4-r2",
                "pkg:apk/alpine/musl@1.2.4-r2",
                List.of("MIT AND BSD-2-Clause"),
                "Timo Ter\u00e4s"),
            new Component("nameless", "", "", List.of(), ""));
  }

  /** As SPDX's own converter writes it: what a package refers to stands before or after it. */
  @Test
  void spdx3GraphInAnyOrder() throws MalformedException {
    SoftwareBill bill =
        bill(
            """
            {"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
              {"@id":"_:creationInfo_0","type":"CreationInfo","createdBy":["urn:org"]},
              {"spdxId":"urn:r1","type":"Relationship","relationshipType":"hasConcludedLicense","to":["urn:l1"],"from":"urn:p"},
              {"spdxId":"urn:r2","type":"Relationship","relationshipType":"hasDeclaredLicense","to":["urn:none"],"from":"urn:p"},
              {"spdxId":"urn:r3","type":"LifecycleScopedRelationship","relationshipType":"dependsOn","scope":"build","to":["urn:q"],"from":"urn:p"},
              {"spdxId":"urn:r4","type":"Relationship","relationshipType":"hasDeclaredLicense","to":["https://spdx.org/licenses/Apache-2.0"],"from":"urn:q"},
              {"spdxId":"urn:p","type":"software_Package","name":"tokio","software_packageVersion":"1.19.2",
               "software_packageUrl":"pkg:cargo/tokio@1.19.2","suppliedBy":"urn:org","originatedBy":["urn:org"]},
              {"type":"software_Package","spdxId":"urn:q","name":"hyper",
               "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"packageUrl","identifier":"pkg:cargo/hyper@0.14"}],
               "suppliedBy":{"type":"Person","spdxId":"urn:ann","name":"Ann"}},
              {"spdxId":"urn:l1","type":"simplelicensing_LicenseExpression","simplelicensing_licenseExpression":"(MIT OR Apache-2.0)"},
              {"spdxId":"urn:none","type":"simplelicensing_LicenseExpression","simplelicensing_licenseExpression":"NOASSERTION"},
              {"spdxId":"urn:f","type":"software_File","name":"bin/server"},
              {"spdxId":"urn:org","type":"Organization","name":"Acme"}]}
            """);
    assertThat(bill.packages())
        .containsExactly(
            new Component(
                "tokio",
                "1.19.2",
                "pkg:cargo/tokio@1.19.2",
                List.of("(MIT OR Apache-2.0)"),
                "Acme"),
            new Component("hyper", "", "pkg:cargo/hyper@0.14", List.of("Apache-2.0"), "Ann"));
  }

  /** As Trivy writes it; the tool that wrote it is no package of the image. */
  @ParameterizedTest
  @ValueSource(strings = {"1.4", "1.5", "1.6"})
  void cycloneDxWithToolsNestingAndLicenses(String version) throws MalformedException {
    SoftwareBill bill =
        bill(
            """
            {"$schema":"http://cyclonedx.org/schema/bom-%s.schema.json","bomFormat":"CycloneDX","specVersion":"%s",
             "metadata":{"tools":{"components":[{"type":"application","name":"trivy","manufacturer":{"name":"Aqua"}}]},
               "component":{"type":"container","name":"alpine:3.15","version":"","purl":"pkg:oci/alpine@sha256:ab"}},
             "components":[
               {"type":"library","name":"a","version":"1","licenses":[{"license":{"id":"MIT"}},{"license":{"name":"Own"}}],
                "publisher":"P","manufacturer":{"name":"M"},
                "components":[{"type":"library","name":"b","licenses":[{"expression":"MIT OR GPL-2.0-only"}],
                  "supplier":{"name":"S","url":["https://s"]},"publisher":"P"}]},
               {"type":"library","name":"c","publisher":"P","properties":[{"name":"x","value":"y"}]}],
             "dependencies":[{"ref":"a","dependsOn":["b"]}],"vulnerabilities":[]}
            """
                .formatted(version, version));
    assertThat(bill.packages())
        .containsExactly(
            new Component("alpine:3.15", "", "pkg:oci/alpine@sha256:ab", List.of(), ""),
            new Component("a", "1", "", List.of("MIT", "Own"), "M"),
            new Component("b", "", "", List.of("MIT OR GPL-2.0-only"), "S"),
            new Component("c", "", "", List.of(), "P"));
  }

  @Test
  void openVexNamesItsVulnerabilitiesInEitherVersion() throws MalformedException {
    assertThat(
            report(
                """
                {"@context":"https://openvex.dev/ns/v0.2.0","statements":[
                  {"vulnerability":{"@id":"https://nvd/CVE-1","name":"CVE-1"},"status":"not_affected"},
                  {"vulnerability":{"@id":"CVE-2"},"status":"fixed","products":[{"@id":"pkg:oci/x"}]},
                  {"vulnerability":"CVE-3","status":"affected"}]}
                """))
        .containsExactly(
            Map.of("id", "CVE-1", "severity", "", "status", "not_affected"),
            Map.of("id", "CVE-2", "severity", "", "status", "fixed"),
            Map.of("id", "CVE-3", "severity", "", "status", "affected"));
  }

  @Test
  void cycloneDxVexHasStates() throws MalformedException {
    assertThat(
            report(
                """
                {"bomFormat":"CycloneDX","vulnerabilities":[
                  {"id":"CVE-1","ratings":[{"severity":"low"},{"severity":"critical"}],
                   "analysis":{"state":"in_triage"},"affects":[{"ref":"x"}]}]}
                """))
        .containsExactly(Map.of("id", "CVE-1", "severity", "CRITICAL", "status", "in_triage"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[\"x\"]}",
        "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[null]}",
        "{\"@graph\":[7]}",
        "{\"bomFormat\":\"CycloneDX\",\"components\":[[]]}",
        "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"components\":{}}]}",
        "{\"bomFormat\":7}",
        "{\"bomFormat\":\"cyclonedx\",\"components\":[{\"name\":\"x\"}]}"
      })
  void entriesThatAreNoneMakeItUnreadable(String document) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> bill(document));
  }

  @Test
  void sbomWithTooManyPackagesIsRefused() throws MalformedException {
    String one = "{\"name\":\"p\"},";
    String most = one.repeat(Limits.LISTED_COMPONENTS - 1) + "{}";
    String document = "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[%s]}";
    assertThat(bill(document.formatted(most)).packages()).hasSize(Limits.LISTED_COMPONENTS);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> bill(document.formatted(one + most)))
        .withMessage("the SBOM lists more than 100000 packages")
        .matches(MalformedException::isOverLimit);
  }
}
