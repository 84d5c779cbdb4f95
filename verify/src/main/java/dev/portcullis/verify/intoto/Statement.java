package dev.portcullis.verify.intoto;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.x509.HashFunction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An in-toto statement, v0.1 or v1 (in-toto attestation framework, statement.md), read but not
 * verified.
 *
 * @param json the bytes that it was read from
 * @param subjects one or more
 * @param predicateType a URI, compared as text
 */
public record Statement(Bytes json, List<StatementSubject> subjects, String predicateType) {
  private static final String V0_1 = "https://in-toto.io/Statement/v0.1";
  private static final String V1 = "https://in-toto.io/Statement/v1";

  /** Copies the list. */
  public Statement {
    subjects = List.copyOf(subjects);
  }

  /**
   * Reads a statement. Unknown members are ignored (parsing rules of the framework); case variants
   * of the known ones are not. The predicate must be an object where there is one: a policy that
   * asks about it must never meet something else (CVE-2026-39395).
   *
   * @param json the payload of an envelope
   * @throws MalformedException if it is not strict JSON, not a statement of a known version, has no
   *     subject or too many, or has a subject without a digest
   */
  public static Statement parse(Bytes json) throws MalformedException {
    JsonObject statement =
        JsonObject.parseWithout(
            "predicate", Set.of("_type", "predicateType", "subject"), json, Limits.ENVELOPE_BYTES);
    statement.rejectCaseVariantsOf("_type", "subject", "predicateType", "predicate");
    String type = statement.text("_type");
    if (!type.equals(V1) && !type.equals(V0_1)) {
      throw new MalformedException(
          "'" + Quoting.shorten(type) + "' is not a known type of statement");
    }
    String predicateType = statement.text("predicateType");
    if (predicateType.isEmpty()) {
      throw new MalformedException("'predicateType' is empty");
    }
    if (statement.hasValue("predicate")) {
      statement.object("predicate");
    }
    List<StatementSubject> subjects = new ArrayList<>();
    for (JsonObject entry : statement.objects("subject", Limits.STATEMENT_SUBJECTS)) {
      subjects.add(subject(entry));
    }
    if (subjects.isEmpty()) {
      throw new MalformedException("the statement has no subject");
    }
    return new Statement(json, subjects, predicateType);
  }

  private static StatementSubject subject(JsonObject entry) throws MalformedException {
    entry.rejectCaseVariantsOf("digest", "annotations");
    Map<String, String> digests = entry.object("digest").texts();
    if (digests.isEmpty()) {
      throw new MalformedException("'" + entry.place("digest") + "' is empty");
    }
    if (digests.size() > Limits.SUBJECT_DIGESTS) {
      throw MalformedException.overLimit(
          "'%s' has more than %d entries".formatted(entry.place("digest"), Limits.SUBJECT_DIGESTS));
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    if (entry.hasValue("annotations")) {
      JsonObject object = entry.object("annotations");
      for (Map.Entry<String, JsonNode> member : entry.get("annotations").properties()) {
        if (member.getValue().isString()) {
          annotations.put(member.getKey(), object.text(member.getKey()));
        }
      }
    }
    return new StatementSubject(digests, annotations);
  }

  /** The first of the subjects that names {@code artifact}, if any. */
  public Optional<StatementSubject> matching(Artifact artifact) {
    Map<HashFunction, String> hashes = new EnumMap<>(HashFunction.class);
    for (HashFunction function : HashFunction.values()) {
      if (subjects.stream().anyMatch(entry -> entry.digests().containsKey(function.prefix()))) {
        artifact.hash(function).ifPresent(hash -> hashes.put(function, hash.toHex()));
      }
    }
    return subjects.stream().filter(entry -> entry.names(hashes)).findFirst();
  }
}
