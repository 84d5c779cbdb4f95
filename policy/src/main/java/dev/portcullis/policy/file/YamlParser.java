package dev.portcullis.policy.file;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML 1.2 document out of parser events, and none of what makes YAML
 * surprising: no anchors and aliases, no tags, no merge keys, no second document, no key twice, no
 * key that is not text.
 */
final class YamlParser {
  private final YamlSource source;
  private final Iterator<Event> events;
  private final boolean emptyKeys;

  /** Ends the parsing of a document that is nested too deep. */
  private static final class TooDeepException extends MarkedYamlEngineException {
    private static final long serialVersionUID = 1L;

    TooDeepException(Event event) {
      super(
          "",
          Optional.empty(),
          "nested more than " + Limits.DOCUMENT_DEPTH + " levels deep",
          event.getStartMark(),
          null);
    }
  }

  private YamlParser(YamlSource source, Iterator<Event> events, boolean emptyKeys) {
    this.source = source;
    this.events = events;
    this.emptyKeys = emptyKeys;
  }

  /**
   * The document's value; empty if there is none. What is wrong is noted in {@code source}.
   *
   * @param emptyKeys whether a key may be {@code ""}
   */
  static Optional<YamlNode> parse(YamlSource source, String text, boolean emptyKeys) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.file())
            .setCodePointLimit(Limits.DOCUMENT_BYTES)
            .setUseMarks(true)
            .build();
    try {
      return new YamlParser(source, new Parse(settings).parseString(text).iterator(), emptyKeys)
          .document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(new Mark(source.file(), 0, 0, 0, new int[0], 0));
      note(source, mark, "not valid YAML: " + Quoting.shorten(e.getProblem()));
    } catch (YamlEngineException e) {
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      source.problems().add(new Problem(source.file(), 1, 1, "not valid YAML: " + problem));
    }
    return Optional.empty();
  }

  private Optional<YamlNode> document() {
    Optional<YamlNode> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent node) {
        if (root.isPresent()) {
          note(node, "a second document begins here; write one document to a file");
          return root;
        }
        root = Optional.of(node(node, 1));
      }
    }
    return root;
  }

  private YamlNode node(NodeEvent event, int depth) {
    if (depth > Limits.DOCUMENT_DEPTH) {
      throw new TooDeepException(event);
    }
    if (event.getAnchor().isPresent()) {
      note(event, "anchors and aliases are not supported; write the value out");
    }
    return switch (event) {
      case AliasEvent alias -> scalar(alias, "", true);
      case ScalarEvent scalar -> {
        noteTag(scalar, scalar.getTag());
        yield scalar(scalar, scalar.getValue(), scalar.isPlain());
      }
      case CollectionStartEvent start -> {
        noteTag(start, start.getTag());
        yield start.getEventId() == Event.ID.SequenceStart
            ? list(start, depth)
            : mapping(start, depth);
      }
      default -> throw new IllegalStateException("no node: " + event.getEventId());
    };
  }

  private YamlScalar scalar(NodeEvent event, String value, boolean plain) {
    Mark mark = mark(event);
    return new YamlScalar(source, mark.getLine() + 1, mark.getColumn() + 1, value, plain);
  }

  private YamlList list(CollectionStartEvent start, int depth) {
    List<YamlNode> entries = new ArrayList<>();
    for (Event event = events.next(); event instanceof NodeEvent entry; event = events.next()) {
      entries.add(node(entry, depth + 1));
    }
    Mark mark = mark(start);
    return new YamlList(source, mark.getLine() + 1, mark.getColumn() + 1, entries);
  }

  private YamlMapping mapping(CollectionStartEvent start, int depth) {
    SequencedMap<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next(); event instanceof NodeEvent key; event = events.next()) {
      YamlNode keyNode = node(key, depth + 1);
      YamlNode value = node((NodeEvent) events.next(), depth + 1);
      if (keyNode instanceof YamlScalar scalar
          && !scalar.isNothing()
          && (emptyKeys || !scalar.value().isEmpty())) {
        add(entries, scalar, value);
      } else {
        keyNode.problem("a key must be text, found " + keyNode.kind());
      }
    }
    Mark mark = mark(start);
    return new YamlMapping(source, mark.getLine() + 1, mark.getColumn() + 1, entries);
  }

  private static void add(Map<String, YamlMapping.Entry> entries, YamlScalar key, YamlNode value) {
    YamlMapping.Entry known = entries.putIfAbsent(key.value(), new YamlMapping.Entry(key, value));
    if (known != null) {
      key.problem(
          "key '"
              + Quoting.shorten(key.value())
              + "' is already on line "
              + known.key().line()
              + "; remove one of them");
    } else if (key.value().equals("<<")) {
      key.problem("merge keys are not supported; write the values out");
    }
  }

  private void noteTag(NodeEvent event, Optional<String> tag) {
    if (tag.isPresent()) {
      note(event, "tags are not supported; remove '" + Quoting.shorten(tag.get()) + "'");
    }
  }

  private void note(NodeEvent event, String message) {
    note(source, mark(event), message);
  }

  private static void note(YamlSource source, Mark mark, String message) {
    source
        .problems()
        .add(new Problem(source.file(), mark.getLine() + 1, mark.getColumn() + 1, message));
  }

  private static Mark mark(Event event) {
    return event.getStartMark().orElseThrow();
  }
}
