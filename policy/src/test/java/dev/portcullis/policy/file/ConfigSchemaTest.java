package dev.portcullis.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schema and the reader of the policy's keys agree, in both directions. */
class ConfigSchemaTest {
  private static final Set<String> POLICY =
      Set.of("trust", "signers", "rules", "exemptions", "unmatched", "revoked");

  /** Uses every key, and each kind of requirement one level deep. */
  private static final String EVERYTHING =
      """
      trust:
        sigstore:
          mine: {trustedRoot: root.json, authority: fulcio.test, thresholds: {logs: 1, scts: 1, timestamps: 0}}
          own: {certificates: own.pem, timestampCertificates: tsa.pem, thresholds: {logs: 0, scts: 0, timestamps: 1}}
          fresh: {tuf: {url: "https://tuf.example", root: tuf-root.json, cache: var/trust}}
        notation: {trustStore: truststore, subjectsWithoutState: true, awsSigner: true,
                   nonCriticalBasicConstraints: true}
      signers:
        a: {keys: [a.pub, {file: rsa.pub, notBefore: 2026-01-01T00:00:00Z, notAfter: 2027-01-01T00:00:00Z, scheme: pss}]}
        b: {keys: [b.pub], log: required, root: mine}
        k:
          keyless:
            root: mine
            issuer: {matches: "https://accounts.example"}
            subject: {matches: ".*@acme.io"}
            subjectKind: email
            githubWorkflowTrigger: {matches: "x.*"}
            githubWorkflowSha: {matches: "x.*"}
            githubWorkflowName: {matches: "x.*"}
            githubWorkflowRepository: {matches: "x.*"}
            githubWorkflowRef: {matches: "x.*"}
            buildSigner: {matches: "x.*"}
            buildSignerDigest: {matches: "x.*"}
            runnerEnvironment: {matches: "x.*"}
            sourceRepository: {matches: "x.*"}
            sourceDigest: {matches: "x.*"}
            sourceRef: {matches: "x.*"}
            sourceRepositoryId: {matches: "x.*"}
            sourceRepositoryOwner: {matches: "x.*"}
            sourceRepositoryOwnerId: {matches: "x.*"}
            workflow: {matches: "x.*"}
            workflowDigest: {matches: "x.*"}
            trigger: {matches: "x.*"}
            runInvocation: {matches: "x.*"}
            sourceRepositoryVisibility: {matches: "x.*"}
            deploymentEnvironment: {matches: "x.*"}
            tokenSubject: {matches: "x.*"}
        l:
          keyless:
            - root: fresh
              issuer: {matches: "https://accounts.example"}
              subject: {matches: ".*@acme.io"}
              subjectKind: email
              githubWorkflowTrigger: {matches: "x.*"}
              githubWorkflowSha: {matches: "x.*"}
              githubWorkflowName: {matches: "x.*"}
              githubWorkflowRepository: {matches: "x.*"}
              githubWorkflowRef: {matches: "x.*"}
              buildSigner: {matches: "x.*"}
              buildSignerDigest: {matches: "x.*"}
              runnerEnvironment: {matches: "x.*"}
              sourceRepository: {matches: "x.*"}
              sourceDigest: {matches: "x.*"}
              sourceRef: {matches: "x.*"}
              sourceRepositoryId: {matches: "x.*"}
              sourceRepositoryOwner: {matches: "x.*"}
              sourceRepositoryOwnerId: {matches: "x.*"}
              workflow: {matches: "x.*"}
              workflowDigest: {matches: "x.*"}
              trigger: {matches: "x.*"}
              runInvocation: {matches: "x.*"}
              sourceRepositoryVisibility: {matches: "x.*"}
              deploymentEnvironment: {matches: "x.*"}
              tokenSubject: {matches: "x.*"}
        p: {revocation: soft, keyless: {root: own, subject: build.acme.io, subjectKind: dns}}
        n: {revocation: soft, notation: {stores: ["ca:acme"], subjects: ["C=US, O=Acme"], awsProfiles: ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/acme"]}}
        o: {notation: {trustPolicy: trustpolicy.json}}
      rules:
        - name: x
          images: [r.io/**, localhost:5000/a/*-b]
          mode: {enforce: 10%}
          minimumSigningTime: 2026-01-01T00:00:00Z
          maxAge: 30d
          onUnavailable: {admitIfSeen: 24h}
          signedAs: {prefix: r.io/hub, as: docker.io}
          require:
            - signature: {by: a}
            - attestation: {type: slsa-provenance-v1, by: k, about: either, where: "predicate.a == 1"}
            - sbom: {formats: [spdx], by: k, about: manifest, where: "size(sbom.packages) > 1"}
            - all: [{signature: {by: a}}, {attestation: {type: spdx, by: k}}, {sbom: {by: k}}]
            - any: [{signature: {by: n, about: index}}, {signature: {by: p}}, {attestation: {type: "https://acme.io/t/v1", by: l}}, {sbom: {by: l}}]
            - atLeast: 2
              of: [{signature: {by: o}}, {signature: {by: b, where: "image.registry == 'r.io'"}}, {attestation: {type: vuln, by: k}}, {sbom: {by: b}}]
        - name: y
          images: [s.io/**]
          insecureAdmitAnything: true
        - {name: z, images: [t.io/**], refuse: nobody needs it}
      unmatched: insecureAdmit
      exemptions:
        - {digest: "sha256:abababababababababababababababababababababababababababababababab", reason: INC-4711, expires: 2026-12-01T00:00:00Z}
      revoked: {file: revoked.yaml}
      """;

  private static final JsonNode DOCUMENT = JsonMapper.shared().readTree(text());
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(withoutUpstreams());

  @Test
  void everyKeyOfTheSchemaIsReadAndEveryKeyThatIsReadIsInTheSchema() throws Exception {
    YamlDocument document = YamlDocument.parse("policy.yaml", Bytes.utf8(EVERYTHING));
    assertThat(PolicyReader.read(document, RefusedDocuments.FILES)).isPresent();
    document.check();
    SortedSet<String> keys = new TreeSet<>();
    collect(DOCUMENT, "", List.of(), keys);
    keys.removeIf(
        path ->
            !POLICY.contains(path.split("[.\\[]", -1)[0]) || path.startsWith("trust.revocation"));
    SortedSet<String> asked = new TreeSet<>(document.askedKeys());
    asked.removeIf(path -> path.startsWith("trust.revocation"));
    assertThat(keys).isNotEmpty().isEqualTo(asked);
  }

  @Test
  void everythingIsValid() throws Exception {
    assertThat(SCHEMA.validate(EVERYTHING, InputFormat.YAML)).isEmpty();
    assertThat(RefusedDocuments.read(EVERYTHING).policy().rules()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void schemaRefusesWhatItCanTell(RefusedDocuments.Case one) {
    assertThat(SCHEMA.validate(one.yaml(), InputFormat.YAML).isEmpty())
        .isEqualTo(!one.schemaRefuses());
  }

  /** The cases that another YAML reader can read at all. */
  static List<RefusedDocuments.Case> cases() {
    return RefusedDocuments.all().stream()
        .filter(one -> !one.problems().contains("not valid YAML"))
        .filter(one -> !one.problems().contains("is already on line 1;"))
        .toList();
  }

  /** Collects the paths of all keys, going once into each definition along a path. */
  private static void collect(
      JsonNode schema, String path, List<String> visited, Set<String> keys) {
    String reference = schema.path("$ref").asString("");
    if (!reference.isEmpty() && !repeats(reference, visited)) {
      List<String> deeper = new ArrayList<>(visited);
      deeper.add(reference);
      collect(DOCUMENT.at(reference.substring(1)), path, deeper, keys);
    }
    for (String combiner : List.of("oneOf", "anyOf", "allOf")) {
      schema.path(combiner).forEach(part -> collect(part, path, visited, keys));
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
              keys.add(key);
              collect(property.getValue(), key, visited, keys);
            });
    if (schema.path("items").isObject()) {
      collect(schema.path("items"), path + "[]", visited, keys);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(schema.path("additionalProperties"), path + ".*", visited, keys);
    }
  }

  /** A requirement may hold requirements, of which one level is in the sample. */
  private static boolean repeats(String reference, List<String> visited) {
    return visited.stream().filter(reference::equals).count() > 1;
  }

  /** The schema for a policy alone: the proxy's reader demands upstreams, the policy's does not. */
  private static JsonNode withoutUpstreams() {
    ObjectNode schema = DOCUMENT.deepCopy().asObject();
    assertThat(schema.path("required").toString()).isEqualTo("[\"upstreams\",\"rules\"]");
    schema.putArray("required").add("rules");
    return schema;
  }

  private static String text() {
    try (InputStream stream = PolicyReader.class.getResourceAsStream("config.schema.json")) {
      if (stream == null) {
        throw new AssertionError("config.schema.json is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
