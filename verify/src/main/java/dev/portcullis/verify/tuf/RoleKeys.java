package dev.portcullis.verify.tuf;

import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who signs for a role, and how many of them must (TUF specification 4.3).
 *
 * @param keys the usable keys by identifier
 * @param threshold how many different keys must have signed, 1 or more
 */
record RoleKeys(Map<String, TufKey> keys, int threshold) {
  RoleKeys {
    keys = Map.copyOf(keys);
  }

  /**
   * Reads a role object.
   *
   * @param all every usable key of the file
   * @throws MalformedException if it is not one, names a key twice, or can never be satisfied
   */
  static RoleKeys parse(JsonObject in, Map<String, TufKey> all) throws MalformedException {
    Map<String, TufKey> keys = new LinkedHashMap<>();
    Set<String> named = new HashSet<>();
    for (JsonNode each : in.array("keyids", Limits.TUF_KEYS)) {
      if (!each.isString()) {
        throw new MalformedException("'" + in.place("keyids") + "' holds something not a string");
      }
      String id = SignedMetadata.keyId(each.stringValue());
      if (!named.add(id)) {
        throw new MalformedException("'" + in.place("keyids") + "' names a key twice");
      }
      Optional.ofNullable(all.get(id)).ifPresent(key -> keys.put(id, key));
    }
    long threshold = SignedMetadata.positive(in, "threshold");
    if (threshold > distinct(keys).size()) {
      throw new MalformedException(
          "'%s' is %d, but the role has only %d different usable keys"
              .formatted(in.place("threshold"), threshold, distinct(keys).size()));
    }
    return new RoleKeys(keys, (int) threshold);
  }

  private static Set<TufKey> distinct(Map<String, TufKey> keys) {
    return new HashSet<>(keys.values());
  }

  /** Whether the same keys must sign in the same number. */
  boolean sameAs(RoleKeys other) {
    return threshold == other.threshold && distinct(keys).equals(distinct(other.keys));
  }

  /**
   * Refuses metadata that fewer than the threshold have signed. A key counts once, whatever number
   * of signatures or identifiers stand for it.
   *
   * @param whose for the message: whose keys these are
   */
  void require(SignedMetadata metadata, String whose) throws TufException {
    Set<TufKey> signers = new HashSet<>();
    for (SignedMetadata.Signature each : metadata.signatures()) {
      TufKey key = keys.get(each.keyId());
      if (key != null
          && !signers.contains(key)
          && key.verifies(metadata.canonical(), each.signature())) {
        signers.add(key);
      }
    }
    if (signers.size() < threshold) {
      throw new TufException(
          TufFailure.Code.SIGNATURES,
          "%s has %d valid signatures by the keys of %s, and %d are needed"
              .formatted(metadata.name(), signers.size(), whose, threshold));
    }
  }
}
