package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Understands the one policy in CUE that says nothing but of which type the statement is, as the
 * examples of policy-controller do.
 */
final class CuePolicy {
  private static final Pattern TYPE =
      Pattern.compile("predicateType\\s*:\\s*\"([A-Za-z0-9._:/-]+)\"");

  private CuePolicy() {}

  /**
   * The condition that is the same, if one is needed; empty if there is none of ours.
   *
   * @param known the type that is demanded anyway
   */
  static Optional<Optional<String>> where(Fields policy, String known) {
    Optional<String> language = policy.text("type");
    Optional<String> data = policy.text("data");
    boolean isFetched = policy.has("remote") || policy.has("configMapRef");
    if (isFetched || data.isEmpty() || !language.equals(Optional.of("cue"))) {
      return Optional.empty();
    }
    StringBuilder code = new StringBuilder();
    data.get()
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("//") && !line.isEmpty())
        .forEach(line -> code.append(line).append('\n'));
    Matcher only = TYPE.matcher(code.toString().strip());
    return only.matches()
        ? Optional.of(
            Optional.of(only.group(1))
                .filter(type -> !type.equals(known))
                .map(type -> "predicateType == \"" + type + "\""))
        : Optional.empty();
  }
}
