package dev.portcullis.proxy.trust;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.tuf.TrustedMetadata;
import dev.portcullis.verify.tuf.TufRefresh;
import dev.portcullis.verify.tuf.TufStep;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of one repository, and how it is kept on disk: the files themselves, which are
 * verified from the first root on whenever they are read. That their time is over is no reason to
 * disbelieve them: they were verified in time.
 *
 * @param seen the newest of each file that was verified, below which nothing is accepted any more
 * @param good the newest files that led to a trusted root; empty if none ever did
 */
public record KeptRoot(TrustedMetadata seen, Optional<TrustedMetadata> good) {
  private static final String SNAPSHOT = "snapshot.json";
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  /**
   * What is known of a repository before anything was fetched.
   *
   * @throws MalformedException if its first root is not one, or not signed by its own keys
   */
  static KeptRoot nothing(Bytes root) throws MalformedException {
    return new KeptRoot(TrustedMetadata.anchoredIn(root), Optional.empty());
  }

  /**
   * What is kept of a repository, verified again; of files that cannot be used only the log tells.
   * Blocks.
   *
   * @throws MalformedException if its first root is not one
   */
  public static KeptRoot ofSource(TufSource source) throws MalformedException {
    return new RootFiles(source).load();
  }

  /** The trusted root that is in force. */
  public Optional<Bytes> trustedRoot() {
    return good.flatMap(TrustedMetadata::target);
  }

  /**
   * Verifies kept files again.
   *
   * @param root the first root, from the configuration
   * @param file what {@link #encode} made
   * @throws MalformedException if the first root is not one, or {@code file} is not what {@link
   *     #encode} makes; files in it that do not verify are not believed, and no reason to throw
   */
  public static KeptRoot decode(Bytes root, Bytes file) throws MalformedException {
    TrustedMetadata anchor = TrustedMetadata.anchoredIn(root);
    JsonObject in = JsonObject.parse(file, MOST_BYTES).requireExactly("good", "seen");
    Optional<TrustedMetadata> good =
        replay(anchor, files(in.object("good"))).step()
                instanceof TufStep.Done(TrustedMetadata done)
            ? Optional.of(done)
            : Optional.empty();
    // What was seen since goes on from what was good, and so falls below none of its versions.
    Map<String, Bytes> files = files(in.object("seen"));
    TrustedMetadata seen = replay(good.orElse(anchor), files).trusted();
    for (Map.Entry<String, Bytes> each : files.entrySet()) {
      seen = remembering(seen, each.getKey(), each.getValue());
    }
    return new KeptRoot(seen, good);
  }

  /**
   * A newer timestamp whose snapshot could not be had leads past the snapshot before it, which
   * stays the floor all the same.
   */
  private static TrustedMetadata remembering(TrustedMetadata seen, String path, Bytes file) {
    if (!path.endsWith(SNAPSHOT)) {
      return seen;
    }
    try {
      return seen.remembering(file);
    } catch (MalformedException e) {
      return seen; // not what encode has kept
    }
  }

  private static Map<String, Bytes> files(JsonObject in) throws MalformedException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : in.texts().entrySet()) {
      files.put(each.getKey(), Base64Text.decode(each.getValue()));
    }
    return files;
  }

  private static TufRefresh replay(TrustedMetadata anchor, Map<String, Bytes> files) {
    TufRefresh refresh =
        TufRefresh.begin(anchor, TufSource.TARGET, Instant.EPOCH, TufRefresh.Expiry.PASSED_OVER);
    while (refresh.step() instanceof TufStep.Ask ask) {
      Optional<Bytes> file = Optional.ofNullable(files.get(ask.path()));
      if (file.isPresent()) {
        refresh.found(file.get());
      } else {
        refresh.absent();
      }
    }
    return refresh;
  }

  /** The files, as a JSON object. */
  Bytes encode() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("good", good.map(KeptRoot::texts).orElse(Map.of()));
    out.put("seen", texts(seen));
    return Bytes.wrap(JsonMapper.shared().writeValueAsBytes(out));
  }

  private static Map<String, String> texts(TrustedMetadata of) {
    Map<String, String> texts = new LinkedHashMap<>();
    of.files(TufSource.TARGET)
        .forEach(
            (path, content) ->
                texts.put(path, Base64.getEncoder().encodeToString(content.toByteArray())));
    return texts;
  }
}
