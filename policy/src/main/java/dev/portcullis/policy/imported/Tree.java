package dev.portcullis.policy.imported;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** YAML that is to be written. */
sealed interface Tree {
  /** A text, quoted where it would mean something else. */
  record Text(String text) implements Tree {}

  /** A word that is written as it is: a number, {@code true}. */
  record Word(String word) implements Tree {}

  /** A list. */
  record Items(List<Tree> items) implements Tree {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }

    static Items ofTexts(List<String> texts) {
      return new Items(texts.stream().<Tree>map(Text::new).toList());
    }
  }

  /** Keys and values in their order. */
  record Keyed(SequencedMap<String, Tree> entries) implements Tree {
    /** Copies the map. */
    public Keyed {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }

    Keyed() {
      this(new LinkedHashMap<>());
    }

    /** The same with one more. */
    Keyed with(String key, Tree value) {
      SequencedMap<String, Tree> more = new LinkedHashMap<>(entries);
      more.put(key, value);
      return new Keyed(more);
    }

    /** The same with one more. */
    Keyed with(String key, String text) {
      return with(key, new Text(text));
    }
  }
}
