package dev.portcullis.proxy.record;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Entries for tests, without the pulls that lead to them. */
final class Entries {
  static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private Entries() {}

  static RecordEntry pull(String id) {
    return pull(id, "refuse", "no \"release\" signature", List.of());
  }

  static RecordEntry pull(String id, String decision, String reason, List<String> signers) {
    return new RecordEntry(
        RecordEntry.Kind.PULL,
        NOON,
        NOON,
        id,
        "registry.acme.io/prod/api",
        "v1",
        digest(id).toString(),
        "linux/amd64",
        "10.0.0.7",
        "prod",
        "rev-1",
        decision,
        decision.equals("admit") ? "verified" : "unverified",
        reason,
        "[]",
        "{\"form\":1}",
        signers,
        signers.isEmpty() ? List.of() : List.of("f00d"),
        List.of("sha256:aa", "sha256:bb"),
        List.of("rekor.example/12"),
        1234,
        1);
  }

  static PullKey key(String id) {
    return new PullKey(
        id,
        Optional.of(digest(id)),
        new RepositoryName("registry.acme.io", "prod/api"),
        new Reference.Tag("v1"),
        "10.0.0.7");
  }

  static Digest digest(String id) {
    return Digest.sha256(Bytes.utf8(id));
  }
}
