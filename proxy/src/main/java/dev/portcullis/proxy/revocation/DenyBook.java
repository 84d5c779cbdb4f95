package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.DenyList;
import dev.portcullis.proxy.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What operators have revoked through the admin API, beside the configuration's file of
 * revocations; kept in the state folder, if there is one. Changing blocks and is for virtual
 * threads.
 */
public final class DenyBook {
  private static final String FILE = "revocations.json";

  private final Optional<Path> file;
  private final Runnable changed;
  private volatile List<DenyEntry> entries;

  private DenyBook(Optional<Path> file, List<DenyEntry> entries, Runnable changed) {
    this.file = file;
    this.entries = List.copyOf(entries);
    this.changed = changed;
  }

  /**
   * Reads what was revoked before.
   *
   * @param state the state folder; without one a restart forgets
   * @param changed puts a changed list in force; called before a change is kept on disk
   * @throws IOException if what was revoked cannot be read: nothing may be served without it
   */
  public static DenyBook open(Optional<Path> state, Runnable changed) throws IOException {
    Optional<Path> file = state.map(folder -> folder.resolve(FILE));
    List<DenyEntry> entries = List.of();
    if (file.isPresent() && Files.exists(file.get())) {
      try {
        entries = DenyFile.read(Bytes.wrap(Files.readAllBytes(file.get())));
      } catch (MalformedException e) {
        throw new IOException(
            file.get()
                + " does not say what was revoked ("
                + e.getMessage()
                + "); mend it, or remove it if nothing was",
            e);
      }
    }
    return new DenyBook(file, entries, changed);
  }

  List<DenyEntry> entries() {
    return entries;
  }

  /** The same for deciding. */
  public DenyList list() {
    Map<Digest, String> digests = new HashMap<>();
    Map<DenyEntry.Kind, Map<String, String>> others = new HashMap<>();
    for (DenyEntry entry : entries) {
      if (entry.kind() == DenyEntry.Kind.DIGEST) {
        digests.put(digest(entry.value()), entry.reason());
      } else {
        others
            .computeIfAbsent(entry.kind(), _ -> new HashMap<>())
            .put(entry.value(), entry.reason());
      }
    }
    return DenyList.of(
        digests,
        others.getOrDefault(DenyEntry.Kind.SIGNER, Map.of()),
        others.getOrDefault(DenyEntry.Kind.KEY, Map.of()),
        others.getOrDefault(DenyEntry.Kind.CERTIFICATE, Map.of()),
        others.getOrDefault(DenyEntry.Kind.LOG_ENTRY, Map.of()));
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (MalformedException e) {
      throw new IllegalStateException("an entry was checked when it was made", e);
    }
  }

  /**
   * How a change ended; it is in force in any case.
   *
   * @param effective whether anything has changed
   * @param notKept why a restart will forget it; empty if it will not
   */
  record Change(boolean effective, Optional<String> notKept) {}

  /** Revokes something: in force when this returns. */
  synchronized Change add(DenyEntry entry) {
    if (entries.stream().anyMatch(entry::isSameThing)) {
      return new Change(false, Optional.empty());
    }
    List<DenyEntry> next = new ArrayList<>(entries);
    next.add(entry);
    return replace(next);
  }

  /** Takes a revocation back. */
  synchronized Change remove(DenyEntry entry) {
    List<DenyEntry> next = new ArrayList<>(entries);
    return next.removeIf(entry::isSameThing) ? replace(next) : new Change(false, Optional.empty());
  }

  private Change replace(List<DenyEntry> next) {
    entries = List.copyOf(next);
    changed.run();
    if (file.isEmpty()) {
      return new Change(
          true, Optional.of("there is no state folder; set 'state', or use revoked.file"));
    }
    try {
      DurableFile.replace(file.get(), Bytes.utf8(DenyFile.write(next)));
      return new Change(true, Optional.empty());
    } catch (IOException e) {
      return new Change(true, Optional.of("it could not be written: " + e));
    }
  }
}
