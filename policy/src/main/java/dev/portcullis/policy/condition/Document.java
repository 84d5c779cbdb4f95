package dev.portcullis.policy.condition;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonStream;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A document in JSON, or the part of one, that is read without ever being held as a tree.
 *
 * @param json the whole
 * @param path the members that lead to the part; empty for the whole
 */
record Document(Bytes json, List<String> path) {
  private static final List<String> PREDICATE = List.of("predicate");

  Document {
    path = List.copyOf(path);
  }

  static Document whole(Bytes json) {
    return new Document(json, List.of());
  }

  /**
   * The predicate of a statement, out of what cosign 1 wrapped it in (sigstore spec notes, 1.5).
   */
  static Document predicateOf(Bytes statement) throws MalformedException {
    List<Document> inner = new ArrayList<>();
    JsonStream.read(
        statement,
        Limits.ENVELOPE_BYTES,
        PREDICATE,
        Map.of(
            "Data",
            in -> {
              if (in.isObject()) {
                inner.add(new Document(statement, List.of("predicate", "Data")));
              } else if (in.isText()) {
                inner.add(whole(Bytes.utf8(in.text())));
              }
              in.stop();
            }));
    return inner.isEmpty() ? new Document(statement, PREDICATE) : inner.getFirst();
  }

  void read(Map<String, JsonStream.Reader> members) throws MalformedException {
    JsonStream.read(json, Limits.ENVELOPE_BYTES, path, members);
  }
}
