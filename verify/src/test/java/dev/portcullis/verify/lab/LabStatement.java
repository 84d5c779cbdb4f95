package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An in-toto statement. What {@link #about} makes is right; each of the other methods makes a copy
 * that differs in one thing.
 *
 * @param type the {@code _type}
 * @param subjects the subjects' members
 * @param predicateType the predicate's type
 * @param predicate the predicate: any JSON value
 */
public record LabStatement(
    String type, List<Map<String, Object>> subjects, String predicateType, Object predicate) {
  /** What {@code cosign sign} writes in version 3. */
  public static final String COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";

  public static final String V0_1 = "https://in-toto.io/Statement/v0.1";
  public static final String V1 = "https://in-toto.io/Statement/v1";

  /** A statement v1 about {@code digest} with an empty predicate. */
  public static LabStatement about(Digest digest, String predicateType) {
    return new LabStatement(V1, List.of(subject(digest)), predicateType, Map.of());
  }

  /** What cosign 3 signs for an image. */
  public static LabStatement cosignSign(Digest digest) {
    return about(digest, COSIGN_SIGN);
  }

  /** A subject's members: its digest alone. */
  public static Map<String, Object> subject(Digest digest) {
    return LabJson.object("digest", Map.of(digest.algorithm().prefix(), digest.hex()));
  }

  /** With another {@code _type}. */
  public LabStatement withType(String other) {
    return new LabStatement(other, subjects, predicateType, predicate);
  }

  /** With annotations on the first subject ({@code cosign sign -a}). */
  public LabStatement withAnnotations(Map<String, Object> annotations) {
    Map<String, Object> first = LabJson.object("annotations", annotations);
    first.putAll(subjects.getFirst());
    List<Map<String, Object>> changed = new ArrayList<>(subjects);
    changed.set(0, first);
    return new LabStatement(type, changed, predicateType, predicate);
  }

  /** With one more subject, in front. */
  public LabStatement withSubjectFirst(Map<String, Object> subject) {
    List<Map<String, Object>> changed = new ArrayList<>(subjects);
    changed.addFirst(subject);
    return new LabStatement(type, changed, predicateType, predicate);
  }

  /** With a predicate that is spelt out as JSON. */
  public LabStatement withPredicate(String json) {
    return new LabStatement(type, subjects, predicateType, LabJson.read(json));
  }

  /** The statement's bytes. */
  public Bytes json() {
    return LabJson.write(
        LabJson.object(
            "_type", type,
            "subject", subjects,
            "predicateType", predicateType,
            "predicate", predicate));
  }
}
