package dev.portcullis.proxy.exemption;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.policy.Exemption;
import dev.portcullis.proxy.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What operators have exempted through the admin API, beside the configuration's own exemptions;
 * kept in the state folder, if there is one. Changing blocks and is for virtual threads.
 */
public final class ExemptionBook {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "exemptions.json";
  private static final String LIST = "exemptions";

  private final Optional<Path> file;
  private final Runnable changed;
  private volatile List<Granted> entries;

  private ExemptionBook(Optional<Path> file, List<Granted> entries, Runnable changed) {
    this.file = file;
    this.entries = List.copyOf(entries);
    this.changed = changed;
  }

  /**
   * Reads what was exempted before.
   *
   * @param state the state folder; without one a restart forgets
   * @param changed puts a changed list in force; called before a change is kept on disk
   * @throws IOException if what was exempted cannot be read
   */
  public static ExemptionBook open(Optional<Path> state, Runnable changed) throws IOException {
    Optional<Path> file = state.map(folder -> folder.resolve(FILE));
    List<Granted> entries = List.of();
    if (file.isPresent() && Files.exists(file.get())) {
      try {
        entries = read(Bytes.wrap(Files.readAllBytes(file.get())));
      } catch (MalformedException e) {
        throw new IOException(
            file.get()
                + " does not say what was exempted ("
                + e.getMessage()
                + "); mend it, or remove it if nothing was",
            e);
      }
    }
    return new ExemptionBook(file, entries, changed);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws MalformedException if it is something else
   */
  static List<Granted> read(Bytes content) throws MalformedException {
    JsonNode list = StrictJson.parseObject(content, Limits.DOCUMENT_BYTES).path(LIST);
    if (!list.isArray()) {
      throw new MalformedException("'" + LIST + "' is not a list");
    }
    List<Granted> entries = new ArrayList<>();
    for (JsonNode node : list) {
      entries.add(Granted.kept(node));
    }
    return entries;
  }

  private static String write(List<Granted> entries) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray(LIST);
    entries.forEach(entry -> list.add(entry.node()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  List<Granted> entries() {
    return entries;
  }

  /** The same for deciding. */
  public List<Exemption> list() {
    return entries.stream().map(Granted::exemption).toList();
  }

  /**
   * How a change ended; it is in force in any case.
   *
   * @param effective whether anything has changed
   * @param notKept why a restart will forget it; empty if it will not
   */
  record Change(boolean effective, Optional<String> notKept) {}

  /**
   * Exempts something, in place of what was said of the same digest; in force when this returns.
   * What has ended by {@code now} is dropped.
   */
  synchronized Change add(Granted entry, Instant now) {
    List<Granted> next = new ArrayList<>(entries);
    next.removeIf(
        each ->
            !now.isBefore(each.exemption().expires())
                || each.exemption().digest().equals(entry.exemption().digest()));
    next.add(entry);
    return replace(next);
  }

  /** Takes an exemption back. */
  synchronized Change remove(Digest digest) {
    List<Granted> next = new ArrayList<>(entries);
    return next.removeIf(each -> each.exemption().digest().equals(digest))
        ? replace(next)
        : new Change(false, Optional.empty());
  }

  private Change replace(List<Granted> next) {
    entries = List.copyOf(next);
    changed.run();
    if (file.isEmpty()) {
      return new Change(true, Optional.of("there is no state folder; set 'state'"));
    }
    try {
      DurableFile.replace(file.get(), Bytes.utf8(write(next)));
      return new Change(true, Optional.empty());
    } catch (IOException e) {
      return new Change(true, Optional.of("it could not be written: " + e));
    }
  }
}
