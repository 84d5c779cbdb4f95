package dev.portcullis.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line says after who signed: {@code made TIME}, {@code naming REPOSITORY}, {@code saying
 * JSON}, {@code listing NAME VERSION, ...}.
 */
record Said(String who, Map<String, String> parts) {
  private static final Pattern PART = Pattern.compile(" (made|naming|saying|listing) ");

  static Said of(String line) {
    Matcher part = PART.matcher(line);
    Map<String, String> parts = new HashMap<>();
    int end = line.length();
    String word = "";
    int from = 0;
    while (part.find()) {
      if (word.isEmpty()) {
        end = part.start();
      } else {
        parts.put(word, line.substring(from, part.start()));
      }
      word = part.group(1);
      from = part.end();
    }
    if (!word.isEmpty()) {
      parts.put(word, line.substring(from));
    }
    return new Said(line.substring(0, end), parts);
  }

  List<Instant> times() {
    return Optional.ofNullable(parts.get("made")).map(Instant::parse).stream().toList();
  }

  Optional<String> named() {
    return Optional.ofNullable(parts.get("naming"));
  }

  String predicate() {
    return parts.getOrDefault("saying", "{}");
  }

  /** An SBOM in CycloneDX. */
  String bill() {
    List<String> components = new ArrayList<>();
    for (String each : parts.getOrDefault("listing", "").split(", ", -1)) {
      String[] words = each.split(" ", -1);
      components.add(
          "{\"name\": \"" + words[0] + "\", \"version\": \"" + words[words.length - 1] + "\"}");
    }
    return "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": "
        + components
        + "}";
  }
}
