package dev.portcullis.policy;

import dev.portcullis.oci.RepositoryName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the rule with the most specific pattern for a name. Patterns without {@code *} are looked
 * up by name; the others stand sorted under the whole segments before their first {@code *}, and a
 * deeper such folder always holds the more specific patterns. Immutable; a look-up allocates
 * nothing.
 */
final class RuleTable {
  private final Map<RepositoryName, Rule> exact;
  private final Map<String, Folders> registries;

  private RuleTable(Map<RepositoryName, Rule> exact, Map<String, Folders> registries) {
    this.exact = exact;
    this.registries = registries;
  }

  private record Entry(ImagePattern pattern, Rule rule) {}

  /** The folders of one registry in the order of their names, and what stands in each. */
  private record Folders(List<String> names, List<List<Entry>> entries) {}

  static RuleTable of(List<Rule> rules) {
    Map<RepositoryName, Rule> exact = new HashMap<>();
    Map<String, TreeMap<String, List<Entry>>> sorted = new HashMap<>();
    for (Rule rule : rules) {
      for (ImagePattern pattern : rule.images()) {
        if (pattern.isLiteral()) {
          exact.put(new RepositoryName(pattern.registry(), pattern.stem()), rule);
        } else {
          sorted
              .computeIfAbsent(pattern.registry(), registry -> new TreeMap<>())
              .computeIfAbsent(pattern.directory(), directory -> new ArrayList<>())
              .add(new Entry(pattern, rule));
        }
      }
    }
    Map<String, Folders> registries = new HashMap<>();
    sorted.forEach((registry, folders) -> registries.put(registry, freeze(folders)));
    return new RuleTable(Map.copyOf(exact), Map.copyOf(registries));
  }

  private static Folders freeze(SortedMap<String, List<Entry>> folders) {
    List<List<Entry>> entries = new ArrayList<>();
    for (List<Entry> folder : folders.values()) {
      folder.sort(Comparator.comparing(Entry::pattern, ImagePattern.MOST_SPECIFIC_FIRST));
      entries.add(List.copyOf(folder));
    }
    return new Folders(List.copyOf(folders.keySet()), List.copyOf(entries));
  }

  /** The rule for {@code name}, or {@code otherwise} if no pattern matches. */
  Rule find(RepositoryName name, Rule otherwise) {
    Rule named = exact.get(name);
    if (named != null) {
      return named;
    }
    Folders folders = registries.get(name.registry());
    return folders == null ? otherwise : find(folders, name.path(), otherwise);
  }

  private static Rule find(Folders folders, String path, Rule otherwise) {
    Rule found = otherwise;
    int end = 0;
    do {
      int index = indexOf(folders.names(), path, end);
      if (index >= 0) {
        found = firstMatch(folders.entries().get(index), path, found);
      }
      end = path.indexOf('/', end) + 1;
    } while (end > 0);
    return found;
  }

  private static Rule firstMatch(List<Entry> entries, String path, Rule otherwise) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.pattern().matchesPath(path)) {
        return entry.rule();
      }
    }
    return otherwise;
  }

  /** The index of the name that equals the first {@code end} characters of {@code path}, or -1. */
  private static int indexOf(List<String> names, String path, int end) {
    int low = 0;
    int high = names.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(names.get(middle), path, end);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private static int compare(String name, String path, int end) {
    int shared = Math.min(name.length(), end);
    for (int i = 0; i < shared; i++) {
      int order = name.charAt(i) - path.charAt(i);
      if (order != 0) {
        return order;
      }
    }
    return name.length() - end;
  }
}
