package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The root role (TUF specification 4.3): whose keys speak for each role.
 *
 * @param metadata the file
 * @param consistent whether files carry their version or hash in their names (section 6.2)
 * @param roles the four top-level roles
 */
record RootMetadata(SignedMetadata metadata, boolean consistent, Map<TufRole, RoleKeys> roles) {
  RootMetadata {
    roles = Map.copyOf(roles);
  }

  /**
   * Reads a file; its signatures are not looked at.
   *
   * @throws MalformedException if it is not a root with all four roles
   */
  static RootMetadata parse(Bytes file) throws MalformedException {
    SignedMetadata metadata = SignedMetadata.parse(TufRole.ROOT, file);
    JsonObject signed = metadata.signed();
    JsonNode consistent = signed.get("consistent_snapshot");
    if (!consistent.isBoolean()) {
      throw new MalformedException("'consistent_snapshot' is not true or false");
    }
    Map<String, TufKey> keys = keys(signed.object("keys"), signed.get("keys"));
    JsonObject in = signed.object("roles");
    Map<TufRole, RoleKeys> roles = new EnumMap<>(TufRole.class);
    for (TufRole role : TufRole.values()) {
      roles.put(role, RoleKeys.parse(in.object(role.word()), keys));
    }
    return new RootMetadata(metadata, consistent.booleanValue(), roles);
  }

  private static Map<String, TufKey> keys(JsonObject in, JsonNode node) throws MalformedException {
    if (node.size() > Limits.TUF_KEYS) {
      throw MalformedException.overLimit(
          "there are %d keys, more than the limit of %d".formatted(node.size(), Limits.TUF_KEYS));
    }
    Map<String, TufKey> keys = new HashMap<>();
    for (String id : node.propertyNames()) {
      Optional<TufKey> key = TufKey.parse(in.object(SignedMetadata.keyId(id)));
      key.ifPresent(usable -> keys.put(id, usable));
    }
    return keys;
  }

  long version() {
    return metadata.version();
  }

  RoleKeys keysOf(TufRole role) {
    return Optional.ofNullable(roles.get(role)).orElseThrow();
  }

  /** Whether {@code later} has other keys, or another threshold, for any of these roles. */
  boolean rotates(RootMetadata later, TufRole... of) {
    return Arrays.stream(of).anyMatch(role -> !keysOf(role).sameAs(later.keysOf(role)));
  }

  /** Demands this root's threshold of keys of the role whose metadata it is. */
  void requireSigned(SignedMetadata file) throws TufException {
    keysOf(file.role()).require(file, "root.json version " + version());
  }
}
