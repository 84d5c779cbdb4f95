package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The protected header of a COSE_Sign1 (2.2). */
record CoseHeader(Map<Label, CborItem> items) implements ProtectedHeader {
  private static final Label ALGORITHM = new Label.Numbered(1);
  private static final Label CRITICAL = new Label.Numbered(2);
  private static final Label CONTENT_TYPE = new Label.Numbered(3);
  private static final long LAST_REGISTERED = 8;
  private static final long EPOCH_TAG = 1;
  private static final double LAST_SECOND = 253_402_300_799.0;
  private static final long NANOS = 1_000_000_000L;

  /** Takes the entries of the decoded header. */
  static CoseHeader of(CborItem.Mapping mapping) throws MalformedException {
    Map<Label, CborItem> items = new LinkedHashMap<>();
    for (Map.Entry<CborItem, CborItem> entry : mapping.entries().entrySet()) {
      items.put(label(entry.getKey()), entry.getValue());
    }
    return new CoseHeader(items);
  }

  private static Label label(CborItem key) throws MalformedException {
    return switch (key) {
      case CborItem.Int number -> new Label.Numbered(number.value());
      case CborItem.Text text -> new Label.Named(text.value());
      case CborItem other ->
          throw new MalformedException("a label must not be of kind '" + other.kind() + "'");
    };
  }

  @Override
  public EnvelopeAlgorithm algorithm() throws MalformedException {
    if (!(items.get(ALGORITHM) instanceof CborItem.Int number)) {
      throw new MalformedException("the protected header has no integer 'alg' (label 1)");
    }
    return EnvelopeAlgorithm.ofCose(number.value())
        .orElseThrow(
            () -> new MalformedException("algorithm " + number.value() + " is not accepted"));
  }

  @Override
  public String contentType() throws MalformedException {
    return text(CONTENT_TYPE)
        .orElseThrow(() -> new MalformedException("the protected header has no content type"));
  }

  @Override
  public List<Label> critical() throws MalformedException {
    List<Label> critical = new ArrayList<>();
    if (items.containsKey(CRITICAL)) {
      if (!(items.get(CRITICAL) instanceof CborItem.Sequence sequence)) {
        throw new MalformedException("'crit' (label 2) is not an array");
      }
      for (CborItem item : sequence.items()) {
        critical.add(label(item));
      }
    }
    return critical;
  }

  @Override
  public boolean isRegistered(Label label) {
    return label instanceof Label.Numbered numbered
        && numbered.number() >= 0
        && numbered.number() <= LAST_REGISTERED;
  }

  @Override
  public Set<Label> labels() {
    return items.keySet();
  }

  @Override
  public Optional<String> text(Label label) throws MalformedException {
    CborItem item = items.get(label);
    if (item == null) {
      return Optional.empty();
    }
    if (!(item instanceof CborItem.Text text)) {
      throw new MalformedException(label + " is not text but of kind '" + item.kind() + "'");
    }
    return Optional.of(text.value());
  }

  @Override
  public Optional<Instant> time(Label label) throws MalformedException {
    CborItem item = items.get(label);
    if (item == null) {
      return Optional.empty();
    }
    if (!(item instanceof CborItem.Tagged tagged) || tagged.tag() != EPOCH_TAG) {
      throw new MalformedException(
          label + " is not a time with tag 1 but of kind '" + item.kind() + "'");
    }
    return Optional.of(instant(tagged.item(), label));
  }

  private static Instant instant(CborItem seconds, Label label) throws MalformedException {
    try {
      return switch (seconds) {
        case CborItem.Int whole when Math.abs((double) whole.value()) <= LAST_SECOND ->
            Instant.ofEpochSecond(whole.value());
        case CborItem.Real real when Math.abs(real.value()) <= LAST_SECOND -> {
          double whole = Math.floor(real.value());
          yield Instant.ofEpochSecond((long) whole, (long) ((real.value() - whole) * NANOS));
        }
        default -> throw new MalformedException(label + " is not a number of seconds in range");
      };
    } catch (DateTimeException e) {
      throw new MalformedException(label + " is not a number of seconds in range");
    }
  }
}
