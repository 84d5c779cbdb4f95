package dev.portcullis.policy.imported;

import dev.portcullis.oci.Limits;
import dev.portcullis.policy.Rule;
import java.util.HashSet;
import java.util.Set;

/** Makes names of ours out of whatever the original calls something, each once. */
final class Names {
  private static final int ROOM = 8;

  private final Set<String> taken =
      new HashSet<>(Set.of(Rule.UNMATCHED, Rule.EVIDENCE, SignerBook.PUBLIC_GOOD));

  /** A name like {@code hint} that was not given before. */
  String unique(String hint) {
    String name = fit(hint);
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }

  /** A name like {@code hint}, with room for a number. */
  static String fit(String hint) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < hint.length(); i++) {
      char c = hint.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
      boolean isGap = !name.isEmpty() && name.charAt(name.length() - 1) == '-';
      if (fits && !(c == '.' && (name.isEmpty() || isGap))) {
        name.append(c);
      } else if (!name.isEmpty() && !isGap) {
        name.append('-');
      }
    }
    name.setLength(Math.min(name.length(), Limits.RULE_NAME_LENGTH - ROOM));
    while (!name.isEmpty()
        && (name.charAt(name.length() - 1) == '-' || name.charAt(name.length() - 1) == '.')) {
      name.setLength(name.length() - 1);
    }
    return name.isEmpty() ? "imported" : name.toString();
  }
}
