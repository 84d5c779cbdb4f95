package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The payloads that cosign would sign for one digest, by the names that the signer may have called
 * its repository. Where a layer's digest is that of one of them, its bytes are known without being
 * fetched, which saves the first pull of a signed image a round trip. Whatever else was signed,
 * with annotations or under another name, is fetched.
 */
final class UsualPayloads {
  private static final String HUB = "docker.io";

  /** Docker Hub's name in cosign's own payloads. */
  private static final String HUB_INDEX = "index.docker.io";

  private final List<Bytes> payloads = new ArrayList<>();

  /**
   * For one image.
   *
   * @param repository as clients call it
   * @param upstream where it is reached: signers may have called it by that host
   */
  UsualPayloads(RepositoryName repository, URI upstream, Digest image) {
    Set<String> references = new LinkedHashSet<>();
    references.add(repository.toString());
    references.add(upstream.getAuthority() + "/" + repository.path());
    if (repository.registry().equals(HUB)) {
      references.add(HUB_INDEX + "/" + repository.path());
    }
    references.add("");
    for (String reference : references) {
      payloads.add(payload(reference, image));
    }
  }

  private static Bytes payload(String reference, Digest image) {
    return Bytes.utf8(
        """
        {"critical":{"identity":{"docker-reference":"%s"},\
        "image":{"docker-manifest-digest":"%s"},\
        "type":"cosign container image signature"},"optional":null}\
        """
            .formatted(reference, image));
  }

  /** The content of {@code layer}, if it is a usual one: with its size and digest. */
  Optional<Bytes> of(Descriptor layer) {
    return payloads.stream()
        .filter(payload -> payload.length() == layer.size() && layer.digest().matches(payload))
        .findFirst();
  }
}
