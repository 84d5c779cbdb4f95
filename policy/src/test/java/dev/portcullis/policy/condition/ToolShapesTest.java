package dev.portcullis.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small documents, each of the shape in which one tool writes its own: what a person reads. */
class ToolShapesTest {
  private static List<Component> packages(String document) throws Exception {
    try (InputStream in =
        ToolShapesTest.class.getResourceAsStream("documents/" + document + ".json")) {
      if (in == null) {
        throw new AssertionError(document);
      }
      return SoftwareBill.read(Document.whole(Bytes.wrap(in.readAllBytes()))).packages();
    }
  }

  private static Component component(
      String name, String version, String purl, String supplier, String... licenses) {
    return new Component(name, version, purl, List.of(licenses), supplier);
  }

  @Test
  void spdx2OfSyft() throws Exception {
    assertThat(packages("syft-spdx2"))
        .containsExactly(
            component(
                "requests", "2.32.3", "pkg:pypi/requests@2.32.3", "Kenneth Reitz", "Apache-2.0"),
            component(
                "registry.test/shop", "sha256:00", "pkg:oci/shop@sha256%3A00?arch=amd64", ""));
  }

  @Test
  void spdx2OfTrivy() throws Exception {
    assertThat(packages("trivy-spdx2"))
        .containsExactly(
            component("conda-pkg", "", "", ""),
            component("openssl", "1.1.1q", "pkg:conda/openssl@1.1.1q", "", "OpenSSL"));
  }

  /** Its reference type is the whole name of SPDX's listed reference. */
  @Test
  void spdx2OfTheJavaLibrary() throws Exception {
    assertThat(packages("spdx-java-spdx2"))
        .containsExactly(
            component(
                "org.apache.logging.log4j:log4j-core",
                "2.14.1",
                "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
                "The Apache Software Foundation",
                "Apache-2.0"));
  }

  @Test
  void spdx3OfSyft() throws Exception {
    assertThat(packages("syft-spdx3"))
        .containsExactly(
            component("requests", "2.32.3", "pkg:pypi/requests@2.32.3", "", "Apache-2.0"));
  }

  /** Sets are told member by member, in a circle too; models and data sets are packages. */
  @Test
  void spdx3WithSetsOfLicensesModelsAndDataSets() throws Exception {
    assertThat(packages("spdx3-licenses"))
        .containsExactly(
            component(
                "app",
                "1.3",
                "",
                "Jane Doe",
                "MIT",
                "GPL-2.0-only",
                "Classpath-exception-2.0",
                "EPL-1.0"),
            component("classifier", "7", "", "", "Acme Model Terms"),
            component("corpus", "", "", "", "CC-BY-4.0"));
  }

  @Test
  void cycloneDxOfSyft() throws Exception {
    assertThat(packages("syft-cyclonedx"))
        .containsExactly(
            component("registry.test/shop", "sha256:00", "", ""),
            component(
                "busybox",
                "1.37.0-r12",
                "pkg:apk/alpine/busybox@1.37.0-r12?arch=x86_64",
                "Natanael Copa <ncopa@alpine.test>",
                "GPL-2.0-only",
                "MIT OR 0BSD"),
            component("alpine", "3.22", "", ""));
  }

  @Test
  void cycloneDxOfTrivy() throws Exception {
    assertThat(packages("trivy-cyclonedx"))
        .containsExactly(
            component("registry.test/shop", "", "pkg:oci/shop@sha256%3A00?arch=amd64", ""),
            component(
                "log4j-core",
                "2.14.1",
                "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
                "The Apache Software Foundation",
                "Apache License, Version 2.0"));
  }

  @Test
  void licensesThatAreNestedTooWidelyAreRefused() {
    int members = 4_000;
    String sets =
        IntStream.range(0, members)
            .mapToObj(
                i ->
                    """
                    {"type":"software_Package","spdxId":"p%1$d","name":"p"},
                    {"type":"Relationship","relationshipType":"hasDeclaredLicense","from":"p%1$d","to":["s0"]},
                    {"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"s%1$d","expandedlicensing_member":["s%2$d"]}\
                    """
                        .formatted(i, i + 1))
            .collect(Collectors.joining(","));
    Bytes document = Bytes.utf8("{\"@graph\":[" + sets + "]}");
    assertThat((long) members * members).isGreaterThan(40L * Limits.LISTED_COMPONENTS);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> SoftwareBill.read(Document.whole(document)))
        .withMessage("the licenses in the SBOM are nested too widely")
        .matches(MalformedException::isOverLimit);
  }
}
