package dev.portcullis.policy.imported;

import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a {@link Tree}: one line for what is short, indented lines for the rest. */
final class TreeWriter {
  private static final int LINE = 100;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./][A-Za-z0-9._/@+=-]*");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private TreeWriter() {}

  /** The text of {@code tree}, which ends with a line break. */
  static String write(Tree.Keyed tree) {
    StringBuilder text = new StringBuilder();
    block(tree, 0, text);
    return text.toString();
  }

  private static void block(Tree.Keyed tree, int depth, StringBuilder text) {
    boolean first = true;
    for (Map.Entry<String, Tree> entry : tree.entries().entrySet()) {
      if (!first || text.isEmpty() || text.charAt(text.length() - 1) == '\n') {
        text.append("  ".repeat(depth));
      }
      first = false;
      text.append(quoted(entry.getKey())).append(':');
      value(entry.getValue(), depth, text);
    }
  }

  private static void value(Tree value, int depth, StringBuilder text) {
    String flow = flow(value);
    boolean fits = text.length() - text.lastIndexOf("\n") + flow.length() < LINE;
    switch (value) {
      case Tree.Text _, Tree.Word _ -> text.append(' ').append(flow).append('\n');
      case Tree.Items(var items) when !items.isEmpty() && (depth == 0 || !fits) -> {
        text.append('\n');
        for (Tree item : items) {
          item(item, depth + 1, text);
        }
      }
      case Tree.Keyed keyed when !keyed.entries().isEmpty() && (depth == 0 || !fits) -> {
        text.append('\n');
        block(keyed, depth + 1, text);
      }
      case Tree.Items _, Tree.Keyed _ -> text.append(' ').append(flow).append('\n');
    }
  }

  private static void item(Tree item, int depth, StringBuilder text) {
    text.append("  ".repeat(depth)).append("- ");
    String flow = flow(item);
    boolean fits = 2 * depth + flow.length() < LINE;
    if (item instanceof Tree.Keyed keyed
        && !keyed.entries().isEmpty()
        && (!fits || keyed.entries().containsKey("images"))) {
      block(keyed, depth + 1, text);
    } else {
      text.append(flow).append('\n');
    }
  }

  private static String flow(Tree tree) {
    return switch (tree) {
      case Tree.Text(String text) -> quoted(text);
      case Tree.Word(String word) -> word;
      case Tree.Items(var items) ->
          items.stream().map(TreeWriter::flow).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Keyed(var entries) ->
          entries.entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ": " + flow(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches()
        && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        && !text.chars().allMatch(c -> c < 'A')) {
      return text;
    }
    if (text.indexOf('"') >= 0 && text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '\'')) {
      return "'" + text + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (c >= ' ' && c <= '~') {
                    quoted.append((char) c);
                  } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    quoted.append("\\ufffd"); // half a character, which YAML cannot hold
                  } else {
                    quoted.append(String.format("\\U%08x", c));
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
