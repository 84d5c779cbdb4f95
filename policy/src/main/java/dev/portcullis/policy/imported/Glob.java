package dev.portcullis.policy.imported;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.ImagePattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A pattern over whole image references, {@code registry/path:tag} or {@code registry/path@digest},
 * as admission controllers use them. Ours are over repositories of one registry, so one of theirs
 * becomes several of ours, or one that matches more.
 */
final class Glob {
  /** Which characters stand for what. */
  enum Dialect {
    /**
     * policy-controller's: {@code *} stands for characters other than {@code /}, {@code **} for
     * any; Docker Hub is {@code index.docker.io}.
     */
    SIGSTORE("index.docker.io"),
    /** Kyverno's: {@code *} stands for any characters, {@code ?} for one. */
    KYVERNO("docker.io");

    private final String hub;

    Dialect(String hub) {
      this.hub = hub;
    }
  }

  /** What stands in a pattern: a character, or one of the wildcards. */
  private static final char STAR = '\u0001';

  private static final char DEEP = '\u0002';
  private static final char ONE = '\u0003';
  private static final String HUB = "docker.io";
  private static final String SHA256 = "@sha256:";

  private final Dialect dialect;
  private final String tokens;
  private final boolean ignoreTags;

  private Glob(Dialect dialect, String tokens, boolean ignoreTags) {
    this.dialect = dialect;
    this.tokens = tokens;
    this.ignoreTags = ignoreTags;
  }

  /** The pattern {@code text}. */
  static Glob parse(String text, Dialect dialect, boolean ignoreTags) {
    String tokens =
        switch (dialect) {
          case SIGSTORE -> hub(text).replace("**", String.valueOf(DEEP)).replace('*', STAR);
          case KYVERNO -> text.replace('*', DEEP).replace('?', ONE);
        };
    return new Glob(dialect, collapsed(tokens), ignoreTags);
  }

  /** policy-controller takes two patterns for others than they look like. */
  private static String hub(String text) {
    return switch (text) {
      case "*" -> "index.docker.io/library/*";
      case "*/*" -> "index.docker.io/*/*";
      default -> text;
    };
  }

  /** Wildcards that stand side by side are one. */
  private static String collapsed(String tokens) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < tokens.length(); i++) {
      char c = tokens.charAt(i);
      int last = all.length() - 1;
      if (isMany(c) && last >= 0 && isMany(all.charAt(last))) {
        all.setCharAt(last, c == DEEP ? DEEP : all.charAt(last));
      } else {
        all.append(c);
      }
    }
    return all.toString();
  }

  private static boolean isMany(char c) {
    return c == STAR || c == DEEP;
  }

  private static boolean isWild(char c) {
    return isMany(c) || c == ONE;
  }

  /** The registry that it names; empty if that is a pattern, too. */
  Optional<String> registry() {
    int slash = tokens.indexOf('/');
    String text = slash < 0 ? tokens : tokens.substring(0, slash);
    boolean isLiteral = slash > 0 && text.chars().noneMatch(c -> isWild((char) c));
    return isLiteral ? Optional.of(text.equals(dialect.hub) ? HUB : text) : Optional.empty();
  }

  /** Whether what stands for the registry may be several: a wildcard is there, or reaches there. */
  boolean isForRegistries() {
    int slash = tokens.indexOf('/');
    String first = slash < 0 ? tokens : tokens.substring(0, slash);
    return slash < 0 ? first.indexOf(DEEP) >= 0 : first.chars().anyMatch(c -> isWild((char) c));
  }

  /** The text before the first wildcard, if no folder is in it. */
  Optional<String> beginning() {
    int end = 0;
    while (end < tokens.length() && !isWild(tokens.charAt(end))) {
      end++;
    }
    String text = tokens.substring(0, end);
    return text.indexOf('/') < 0 ? Optional.of(text) : Optional.empty();
  }

  /** What it matches in {@code registry}; empty if nothing. */
  List<Coverage> in(String registry) {
    String name = registry.equals(HUB) ? dialect.hub : registry;
    List<Coverage> all = new ArrayList<>();
    for (String rest : after(name + "/")) {
      coverage(registry, rest).filter(each -> !each.patterns().isEmpty()).ifPresent(all::add);
    }
    return all;
  }

  /** What is left of it after it has matched {@code text}, in each way in which it can. */
  private Set<String> after(String text) {
    SortedSet<Integer> at = new TreeSet<>(Set.of(0));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      SortedSet<Integer> next = new TreeSet<>();
      for (int position : open(tokens, at)) {
        if (position < tokens.length()) {
          char token = tokens.charAt(position);
          if (token == c || token == ONE) {
            next.add(position + 1);
          } else if (token == DEEP || (token == STAR && c != '/')) {
            next.add(position);
          }
        }
      }
      at = next;
    }
    Set<String> rests = new LinkedHashSet<>();
    for (int position : at) {
      boolean isCovered = position > 0 && at.contains(position - 1) && isDeepAt(position - 1);
      if (!isCovered) {
        rests.add(tokens.substring(position));
      }
    }
    return rests;
  }

  private boolean isDeepAt(int position) {
    return tokens.charAt(position) == DEEP;
  }

  /** The positions, and those behind wildcards that stand for nothing, as Kyverno's ? may, too. */
  private static SortedSet<Integer> open(String tokens, SortedSet<Integer> at) {
    SortedSet<Integer> all = new TreeSet<>(at);
    for (int position : at) {
      for (int i = position; i < tokens.length() && isWild(tokens.charAt(i)); i++) {
        all.add(i + 1);
      }
    }
    return all;
  }

  private Optional<Coverage> coverage(String registry, String rest) {
    int from = rest.lastIndexOf('/') + 1;
    int colon = rest.indexOf(':', from);
    int at = rest.indexOf('@', from);
    int end = Stream.of(colon, at).filter(i -> i >= 0).min(Integer::compare).orElse(rest.length());
    String name = rest.substring(0, end);
    String target = rest.substring(end);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    List<ImagePattern> patterns = new ArrayList<>();
    Optional<String> loose = PatternNames.translate(name, registry, dialect, patterns);
    if (loose.isPresent()) {
      return Optional.of(new Coverage(patterns, loose, Optional.empty()));
    }
    if (target.startsWith(SHA256) && target.substring(SHA256.length()).matches("[0-9a-f]{64}")) {
      return Optional.of(
          new Coverage(patterns, Optional.empty(), Optional.of(target.substring(1))));
    }
    boolean forAll =
        target.isEmpty()
            ? isMany(name.charAt(name.length() - 1))
            : target.length() == 2 && isMany(target.charAt(1));
    return Optional.of(
        forAll || ignoreTags
            ? Coverage.exactly(patterns)
            : new Coverage(
                patterns,
                Optional.of(
                    "it is for some tags only, and a verdict is about a digest that any tag may"
                        + " name"),
                Optional.empty()));
  }

  /** Turns the names of repositories into patterns of ours. */
  private static final class PatternNames {
    private PatternNames() {}

    /** Adds the patterns, and says why they match more, if they do. */
    static Optional<String> translate(
        String name, String registry, Dialect dialect, List<ImagePattern> patterns) {
      int odd = odd(name);
      if (odd >= 0) {
        String stem = name.substring(0, odd);
        stem = stem.substring(0, stem.lastIndexOf('/') + 1);
        add(registry, stem + DEEP, dialect, patterns);
        return Optional.of(
            "a wildcard that may stand for several folders can only be at the end of a pattern");
      }
      add(registry, name, dialect, patterns);
      return Optional.empty();
    }

    /** The first wildcard that ours lack; -1 if there is none. */
    private static int odd(String name) {
      for (int i = 0; i < name.length(); i++) {
        if (name.charAt(i) == ONE || (name.charAt(i) == DEEP && i < name.length() - 1)) {
          return i;
        }
      }
      return -1;
    }

    private static void add(
        String registry, String name, Dialect dialect, List<ImagePattern> patterns) {
      String text = name.replace(STAR, '*');
      if (!text.endsWith(String.valueOf(DEEP))) {
        one(registry, text, dialect, patterns);
        return;
      }
      String stem = text.substring(0, text.length() - 1);
      if (stem.isEmpty() || stem.endsWith("/")) {
        one(registry, stem + "**", dialect, patterns);
      } else {
        one(registry, stem + "*", dialect, patterns);
        one(registry, stem + "*/**", dialect, patterns);
      }
    }

    private static void one(
        String registry, String path, Dialect dialect, List<ImagePattern> patterns) {
      boolean isOfficial = registry.equals(HUB) && path.indexOf('/') < 0 && !path.equals("**");
      if (isOfficial && dialect == Dialect.SIGSTORE) {
        return; // its names have library/, which this lacks
      }
      try {
        patterns.add(ImagePattern.parse(registry + "/" + (isOfficial ? "library/" + path : path)));
      } catch (MalformedException e) {
        // it matches no repository, so nothing is lost
      }
    }
  }
}
