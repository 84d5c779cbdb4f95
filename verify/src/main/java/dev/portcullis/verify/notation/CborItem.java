package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CBOR data item (RFC 8949, section 3). Items are equal only if their types are: the integer 33
 * is not the text {@code "33"}.
 */
sealed interface CborItem {
  /** An integer of major type 0 or 1 that fits 64 bits with its sign. */
  record Int(long value) implements CborItem {}

  /** A text string. */
  record Text(String value) implements CborItem {}

  /** A byte string. */
  record Binary(Bytes value) implements CborItem {}

  /** An array. */
  record Sequence(List<CborItem> items) implements CborItem {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A map; its keys are {@link Int} or {@link Text}, as COSE labels are (RFC 9052, 1.5). */
  record Mapping(Map<CborItem, CborItem> entries) implements CborItem {
    /** Copies the map. */
    public Mapping {
      entries = new LinkedHashMap<>(entries);
    }

    /** The value under {@code label}, if there is one. */
    Optional<CborItem> find(CborItem label) {
      return Optional.ofNullable(entries.get(label));
    }
  }

  /** A tagged item. */
  record Tagged(long tag, CborItem item) implements CborItem {}

  /** A floating-point number of any width. */
  record Real(double value) implements CborItem {}

  /** A simple value: 20 false, 21 true, 22 null, 23 undefined, others unassigned. */
  record Simple(int value) implements CborItem {}

  /** What kind of item it is, for messages. */
  default String kind() {
    return switch (this) {
      case Int _ -> "integer";
      case Text _ -> "text string";
      case Binary _ -> "byte string";
      case Sequence _ -> "array";
      case Mapping _ -> "map";
      case Tagged tagged -> "item with tag " + tagged.tag();
      case Real _ -> "floating-point number";
      case Simple _ -> "simple value";
    };
  }
}
