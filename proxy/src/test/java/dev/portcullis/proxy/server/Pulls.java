package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.Grounds;
import dev.portcullis.proxy.admission.HeldManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers for tests of the server, made without an admission. */
final class Pulls {
  static final RepositoryName REPOSITORY = new RepositoryName("registry.acme.io", "prod/api");

  private Pulls() {}

  /** A manifest of about {@code size} bytes; the same for the same arguments. */
  static HeldManifest held(String word, int size) {
    Bytes raw = Bytes.utf8("{\"schemaVersion\":2,\"x\":\"" + word + "\"" + " ".repeat(size) + "}");
    Descriptor config = Descriptor.of(MediaTypes.OCI_CONFIG, Digest.sha256(Bytes.utf8("c")), 1);
    return new HeldManifest(
        Digest.sha256(raw),
        new Manifest.Image(
            raw,
            MediaTypes.OCI_MANIFEST,
            Optional.empty(),
            config,
            List.of(),
            Optional.empty(),
            Map.of()));
  }

  static Answer.Serve serve(HeldManifest held, Decision.Basis basis, String summary) {
    var permit = TestPermits.of(REPOSITORY, held.digest());
    return new Answer.Serve(
        held,
        permit,
        new Decision.Admit(
            "production",
            new Explanation(summary, List.of()),
            Optional.empty(),
            permit,
            basis,
            List.of("release")),
        "d-1",
        Grounds.none());
  }

  static Answer.Serve serve(HeldManifest held) {
    return serve(held, Decision.Basis.VERIFIED, "signature by release, found");
  }

  /** What refusals are about. */
  static final Digest REFUSED = Digest.sha256(Bytes.utf8("refused"));

  static Answer.Refused refused(Explanation explanation) {
    return new Answer.Refused(
        new Decision.Refuse(
            "production", explanation, Optional.empty(), Decision.Refusal.UNVERIFIED),
        REFUSED,
        "d-2",
        Grounds.none());
  }
}
