package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one file says about another (TUF specification 4.4, 4.5): length and hashes, each where it
 * is given.
 *
 * @param length in bytes
 * @param hashes SHA-256 and SHA-512; others are not looked at
 */
record FileDescription(OptionalLong length, List<Digest> hashes) {
  FileDescription {
    hashes = List.copyOf(hashes);
  }

  /**
   * Reads {@code length} and {@code hashes}.
   *
   * @throws MalformedException if one of them is there and not right, or none of the hashes is of a
   *     kind that is known here
   */
  static FileDescription parse(JsonObject in) throws MalformedException {
    OptionalLong length =
        in.has("length")
            ? OptionalLong.of(SignedMetadata.natural(in, "length"))
            : OptionalLong.empty();
    return new FileDescription(length, in.has("hashes") ? hashes(in.object("hashes")) : List.of());
  }

  private static List<Digest> hashes(JsonObject in) throws MalformedException {
    Map<String, String> texts = in.texts();
    if (texts.size() > Limits.TUF_HASHES) {
      throw MalformedException.overLimit("a file has " + texts.size() + " hashes");
    }
    List<Digest> hashes = new ArrayList<>();
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Optional<String> hex = Optional.ofNullable(texts.get(algorithm.prefix()));
      if (hex.isPresent()) {
        hashes.add(Digest.parse(algorithm.prefix() + ":" + hex.get()));
      }
    }
    if (hashes.isEmpty()) {
      throw new MalformedException("a file has neither a sha256 nor a sha512 hash");
    }
    return hashes;
  }

  /**
   * The number of bytes to fetch at most: the length where it is given, never over {@code most}.
   */
  int limit(int most) {
    return (int) Math.min(length.orElse(most), most);
  }

  /** Refuses content of another length or another hash; every hash that is given must agree. */
  void require(String name, Bytes content) throws TufException {
    if (length.isPresent() && length.getAsLong() != content.length()) {
      throw new TufException(
          TufFailure.Code.LENGTH,
          "%s has %d bytes, and %d were announced"
              .formatted(name, content.length(), length.getAsLong()));
    }
    for (Digest hash : hashes) {
      if (!hash.matches(content)) {
        throw new TufException(
            TufFailure.Code.HASH, name + " does not have the announced hash " + hash.shortened());
      }
    }
  }
}
