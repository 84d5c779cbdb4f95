package dev.portcullis.policy.imported;

import com.google.re2j.Pattern;
import dev.portcullis.oci.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a foreign policy: JSON, or one or several documents of YAML.
 *
 * @param documents each with as many empty lines before it as there are lines before it in the
 *     text, so that places stay what they are
 */
record ForeignText(Bytes whole, List<Bytes> documents) {
  /** Documents in one file; each costs as many bytes as there are lines before it. */
  private static final int MOST = 256;

  private static final Pattern KIND = Pattern.compile("(?m)(?:^|[{,])\\s*\"?apiVersion\"?\\s*:");

  /** Copies the list. */
  ForeignText {
    documents = List.copyOf(documents);
  }

  static ForeignText of(Bytes content) {
    String text = content.toUtf8();
    if (!Bytes.utf8(text).equals(content)) {
      return new ForeignText(content, List.of(content)); // not UTF-8, as will be said
    }
    if (text.stripLeading().startsWith("{")) {
      Bytes json = Bytes.utf8(text.replace('\t', ' ')); // YAML knows no tabs; JSON's texts neither
      return new ForeignText(json, List.of(json));
    }
    List<Bytes> documents = new ArrayList<>();
    StringBuilder document = new StringBuilder();
    int line = 0;
    boolean isBlank = true;
    for (String each : text.split("\n", -1)) {
      boolean isEnd = each.equals("---") || each.startsWith("--- ") || each.startsWith("---\r");
      if (isEnd && documents.size() < MOST) { // the parser complains of one more
        if (!isBlank) {
          documents.add(Bytes.utf8(document.toString()));
        }
        document = new StringBuilder("\n".repeat(line + 1));
        isBlank = true;
      } else {
        document.append(each).append('\n');
        isBlank &= each.isBlank() || each.startsWith("#");
      }
      line++;
    }
    if (!isBlank) {
      documents.add(Bytes.utf8(document.toString()));
    }
    return new ForeignText(content, documents);
  }

  /** Whether it holds resources of Kubernetes. */
  boolean isKubernetes() {
    return KIND.matcher(whole.toUtf8()).find();
  }
}
