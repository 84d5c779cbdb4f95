package dev.portcullis.proxy.record;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was let in, by content: where it went, how often, and when. Not thread-safe. */
public final class Impact {
  private final Map<String, Content> contents = new TreeMap<>();
  private long pulls;

  private static final class Content {
    private final String name;
    private final TreeSet<String> tags = new TreeSet<>();
    private final TreeSet<String> clients = new TreeSet<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long pulls;

    Content(String name) {
      this.name = name;
    }
  }

  /** Adds an entry for something that was served. */
  public void add(StoredEntry stored) {
    RecordEntry entry = stored.entry();
    String name = entry.image() + "@" + entry.digest();
    Content content = contents.computeIfAbsent(name, Content::new);
    if (!entry.tag().isEmpty()) {
      content.tags.add(entry.tag());
    }
    content.clients.add(entry.client());
    content.first = entry.first().isBefore(content.first) ? entry.first() : content.first;
    content.last = entry.last().isAfter(content.last) ? entry.last() : content.last;
    content.pulls += entry.pulls();
    pulls += entry.pulls();
  }

  /** Whether nothing was let in. */
  public boolean isEmpty() {
    return contents.isEmpty();
  }

  /** For people: a summary, then each content with its clients, the newest first. */
  public String text() {
    if (isEmpty()) {
      return "nothing was let in on it\n";
    }
    TreeSet<String> clients = new TreeSet<>();
    contents.values().forEach(content -> clients.addAll(content.clients));
    StringBuilder text = new StringBuilder();
    text.append(contents.size())
        .append(" artifacts were let in on it, in ")
        .append(pulls)
        .append(" pulls by ")
        .append(clients.size())
        .append(" clients\n");
    for (Content content : newestFirst()) {
      text.append('\n').append(content.name).append('\n');
      if (!content.tags.isEmpty()) {
        text.append("  tags     ").append(String.join(", ", content.tags)).append('\n');
      }
      text.append("  pulls    ").append(content.pulls).append('\n');
      text.append("  first    ").append(content.first).append('\n');
      text.append("  last     ").append(content.last).append('\n');
      text.append("  clients  ").append(String.join(", ", content.clients)).append('\n');
    }
    return text.toString();
  }

  /** For machines. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("pulls", pulls);
    ArrayNode artifacts = root.putArray("artifacts");
    for (Content content : newestFirst()) {
      ObjectNode node = artifacts.addObject();
      node.put("artifact", content.name);
      content.tags.forEach(node.putArray("tags")::add);
      node.put("pulls", content.pulls);
      node.put("first", content.first.toString());
      node.put("last", content.last.toString());
      content.clients.forEach(node.putArray("clients")::add);
    }
    return root.toPrettyString() + "\n";
  }

  private List<Content> newestFirst() {
    return contents.values().stream()
        .sorted(Comparator.comparing((Content content) -> content.last).reversed())
        .toList();
  }
}
