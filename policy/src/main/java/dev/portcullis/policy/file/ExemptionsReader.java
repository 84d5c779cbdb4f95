package dev.portcullis.policy.file;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Exemption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code exemptions}: each says what, why and until when. */
final class ExemptionsReader {
  private ExemptionsReader() {}

  static List<Exemption> read(YamlNode node) {
    List<Exemption> exemptions = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (YamlNode entry : node.list().orElse(List.of())) {
      entry.mapping().flatMap(mapping -> one(mapping, seen)).ifPresent(exemptions::add);
    }
    return exemptions;
  }

  private static Optional<Exemption> one(YamlMapping mapping, Set<Digest> seen) {
    Optional<YamlNode> place = mapping.require("digest");
    Optional<Digest> digest = place.flatMap(text -> text.read(Digest::parse));
    Optional<String> reason = mapping.require("reason").flatMap(YamlNode::text);
    Optional<Instant> expires = mapping.require("expires").flatMap(YamlNode::instant);
    if (digest.isPresent() && !seen.add(digest.get())) {
      place.orElseThrow().problem("this is exempted twice; remove one of them");
      return Optional.empty();
    }
    return digest.isPresent() && reason.isPresent() && expires.isPresent()
        ? Optional.of(new Exemption(digest.get(), reason.get(), expires.get()))
        : Optional.empty();
  }
}
