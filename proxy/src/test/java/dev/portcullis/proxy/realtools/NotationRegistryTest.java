package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabJson;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a registry can do to Notary Project signatures, through the whole proxy: the cases of
 * section 6 and the rows of section 9 that no envelope shows by itself.
 */
class NotationRegistryTest {
  private static final int FLOOD = 10_000;
  private static final String THUMBPRINT = "io.cncf.notary.x509chain.thumbprint#S256";
  private static final LabArtifact IMAGE = NotarySamples.image("registry");

  @TempDir static Path folder;

  private static NotaryGround ground;
  private static RunningProxy proxy;

  @BeforeAll
  static void start() throws IOException {
    ground = new NotaryGround(folder.resolve("settings"));
    String audit =
        """
        {"version": "1.0", "trustPolicies": [{"name": "all", "registryScopes": ["*"],
          "signatureVerification": {"level": "audit"}, "trustStores": ["ca:acme"],
          "trustedIdentities": ["*"]}]}
        """;
    Path document = Files.writeString(folder.resolve("audit.json"), audit);
    proxy =
        RunningProxy.start(
            folder.resolve("proxy"),
            """
            upstreams:
              "%s": {url: "%s", default: true}
            trust:
              notation: {trustStore: "%s"}
            signers:
              release: {notation: {stores: ["ca:acme"], subjects: ["*"]}}
              anyone: {notation: {trustPolicy: "%s"}}
            rules:
              - {name: strict, images: ["%s/strict/**"], require: [{signature: {by: release}}]}
              - {name: audit, images: ["%s/audit/**"], require: [{signature: {by: anyone}}]}
              - name: watched
                images: ["%s/watched/**"]
                mode: audit
                require: [{signature: {by: anyone}}]
            """
                .formatted(
                    ground.registry.name(),
                    ground.registry.url(),
                    ground.trustStore(),
                    document,
                    ground.registry.name(),
                    ground.registry.name(),
                    ground.registry.name()));
  }

  @AfterAll
  static void close() {
    if (proxy != null) {
      proxy.close();
    }
    if (ground != null) {
      ground.close();
    }
  }

  private static Subject push(String path, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> ground.registry.blob(path, blob));
    ground.registry.manifest(path, artifact.manifest().mediaType(), artifact.manifest().raw());
    return artifact.in(ground.registry.name() + "/" + path);
  }

  private static HttpResponse<String> pull(String path, Digest digest) {
    return proxy.repository(path).getManifest(digest.toString());
  }

  private static void admitted(String path, Digest digest) {
    HttpResponse<String> answer = pull(path, digest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void refused(String path, Digest digest, String... words) {
    HttpResponse<String> answer = pull(path, digest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains(words);
  }

  private static LabNotation stranger(Subject subject) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, subject, NotarySamples.ALONE);
  }

  /** A referrer with an annotation that says by which chain it is. */
  private static LabArtifact claiming(LabNotation signer, String fingerprint) {
    Bytes config = Bytes.utf8("{}");
    Bytes envelope = signer.sign();
    return LabArtifact.of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "artifactType",
            MediaTypes.NOTATION_SIGNATURE,
            "config",
            LabArtifact.descriptor(MediaTypes.OCI_EMPTY, config),
            "layers",
            List.of(LabArtifact.descriptor(signer.mediaType(), envelope)),
            "subject",
            LabArtifact.descriptor(IMAGE.manifest().mediaType(), IMAGE.manifest().raw()),
            "annotations",
            Map.of(THUMBPRINT, "[\"" + fingerprint + "\"]")),
        MediaTypes.OCI_MANIFEST,
        config,
        envelope);
  }

  @Test
  void section6ForgedThumbprintProvesNothing() {
    Subject subject = push("strict/forged", IMAGE);
    push("strict/forged", claiming(stranger(subject), LabNotary.LEAF.certificate().fingerprint()));
    refused("strict/forged", subject.digest(), "expected ca:acme, found ca:alone");
  }

  @Test
  void section9ThumbprintOrdersAndNeverExcludes() {
    Subject subject = push("strict/disclaimed", IMAGE);
    push("strict/disclaimed", claiming(NotarySamples.jws(subject), "0".repeat(64)));
    admitted("strict/disclaimed", subject.digest());
  }

  @Test
  void section6TenThousandReferrersOfOtherTypesHideNothing() {
    Subject subject = push("strict/flood", IMAGE);
    flood("strict/flood", "application/x-junk");
    push("strict/flood", LabNotary.referrer(IMAGE, NotarySamples.jws(subject)));
    admitted("strict/flood", subject.digest());
  }

  /** They may hide the good one, as whoever can push may delete it, but admit and block nothing. */
  @Test
  void section6TenThousandReferrersOfTheSameTypeAreBounded() {
    Subject subject = push("strict/drown", IMAGE);
    flood("strict/drown", MediaTypes.NOTATION_SIGNATURE);
    refused("strict/drown", subject.digest(), "\"DENIED\"");
  }

  private static void flood(String path, String artifactType) {
    Bytes empty = Bytes.utf8("{}");
    ground.registry.blob(path, empty);
    for (int i = 0; i < FLOOD; i++) {
      LabArtifact junk =
          LabArtifact.of(
              LabJson.object(
                  "schemaVersion",
                  2,
                  "mediaType",
                  MediaTypes.OCI_MANIFEST,
                  "artifactType",
                  artifactType,
                  "config",
                  LabArtifact.descriptor(MediaTypes.OCI_EMPTY, empty),
                  "layers",
                  List.of(LabArtifact.descriptor("text/plain", Bytes.utf8("junk " + i))),
                  "subject",
                  LabArtifact.descriptor(IMAGE.manifest().mediaType(), IMAGE.manifest().raw())),
              MediaTypes.OCI_MANIFEST);
      ground.registry.manifest(path, MediaTypes.OCI_MANIFEST, junk.manifest().raw());
    }
  }

  /** Notation does not sign the children of what it signs (notation#1229). */
  @Test
  void section6SignedIndexLetsItsOwnChildrenPass() {
    LabArtifact child = NotarySamples.image("child");
    LabArtifact alien = NotarySamples.image("alien");
    LabArtifact index = LabArtifact.index(child);
    Subject subject = push("strict/index", index);
    push("strict/index", child);
    push("strict/index", alien);
    refused("strict/index", child.digest(), "no signature was found");
    push("strict/index", LabNotary.referrer(index, NotarySamples.jws(subject)));
    admitted("strict/index", index.digest());
    admitted("strict/index", child.digest());
    refused("strict/index", alien.digest(), "no signature was found");
  }

  /** Notation errors at every level; a rule's mode says what follows here. */
  @Test
  void section9AuditWithoutSignatureIsForTheRuleToSay() {
    Subject unsigned = push("audit/unsigned", IMAGE);
    refused("audit/unsigned", unsigned.digest(), "no signature was found");
    Subject watched = push("watched/unsigned", IMAGE);
    admitted("watched/unsigned", watched.digest());
    Subject signed = push("audit/stranger", IMAGE);
    push("audit/stranger", LabNotary.referrer(IMAGE, stranger(signed)));
    admitted("audit/stranger", signed.digest());
  }
}
