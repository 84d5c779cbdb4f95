package dev.portcullis.proxy.prefetch;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What somebody says that was pushed: a list of images, a notification of distribution's registry
 * ({@code events}), or a webhook of Harbor ({@code PUSH_ARTIFACT}). It is hostile input: it makes
 * the proxy look at something, and never decides anything.
 */
public final class Notification {
  private static final Pattern EVIDENCE_TAG =
      Pattern.compile("(sha256-[0-9a-f]{64}|sha512-[0-9a-f]{64,128})(\\.(sig|att|sbom))?");

  private Notification() {}

  /**
   * The images that {@code body} names, each once and at most {@link Limits#PREFETCH_IMAGES}. What
   * was pushed under a tag of signatures names the image that it signs.
   *
   * @param registry the registry as clients know it, in place of the name that the notification
   *     gives
   * @throws MalformedException if it is none of these, or names something that is no image
   */
  public static List<Reference> parse(Bytes body, Optional<String> registry)
      throws MalformedException {
    JsonObject in = JsonObject.parse(body, Limits.PREFETCH_BYTES);
    List<Reference> images = new ArrayList<>();
    if (in.has("images")) {
      for (JsonNode each : in.requireOnly("images").array("images", Limits.PREFETCH_IMAGES)) {
        if (!each.isString()) {
          throw new MalformedException("'images' holds something that is not a string");
        }
        images.add(Reference.parse(each.stringValue()));
      }
    } else if (in.has("events")) {
      for (JsonObject event : in.objects("events", Limits.PREFETCH_IMAGES)) {
        distribution(event, registry).ifPresent(images::add);
      }
    } else if (in.has("event_data")) {
      if (in.text("type").equals("PUSH_ARTIFACT")) {
        images.addAll(harbor(in.object("event_data"), registry));
      }
    } else {
      throw new MalformedException(
          "this is neither {\"images\": [\"REGISTRY/REPOSITORY:TAG\"]} nor a notification of"
              + " distribution or Harbor");
    }
    return images.stream().distinct().toList();
  }

  private static Optional<Reference> distribution(JsonObject event, Optional<String> registry)
      throws MalformedException {
    JsonObject target = event.object("target");
    String mediaType = target.optionalText("mediaType").orElse("");
    boolean manifest = MediaTypes.isManifest(mediaType) || MediaTypes.isIndex(mediaType);
    if (!event.text("action").equals("push") || !manifest) {
      return Optional.empty();
    }
    String host = registry.isPresent() ? registry.get() : event.object("request").text("host");
    return Optional.of(
        image(host, target.text("repository"), target.optionalText("tag"), target.text("digest")));
  }

  private static List<Reference> harbor(JsonObject data, Optional<String> registry)
      throws MalformedException {
    String repository = data.object("repository").text("repo_full_name");
    List<Reference> images = new ArrayList<>();
    for (JsonObject resource : data.objects("resources", Limits.PREFETCH_IMAGES)) {
      String url = resource.text("resource_url");
      int slash = url.indexOf('/');
      String host = registry.orElse(slash < 0 ? url : url.substring(0, slash));
      images.add(image(host, repository, resource.optionalText("tag"), resource.text("digest")));
    }
    return images;
  }

  /** By digest, since that is what was pushed; a tag may point elsewhere by now. */
  private static Reference image(String registry, String path, Optional<String> tag, String digest)
      throws MalformedException {
    RepositoryName name = RepositoryName.parse(registry + "/" + path);
    Optional<Digest> signed = tag.flatMap(Notification::subject);
    return new Reference(
        name, new Reference.ByDigest(signed.isPresent() ? signed.get() : Digest.parse(digest)));
  }

  /** The digest that a tag of signatures is about. */
  private static Optional<Digest> subject(String tag) {
    Matcher matcher = EVIDENCE_TAG.matcher(tag);
    try {
      return matcher.matches()
          ? Optional.of(Digest.parse(matcher.group(1).replaceFirst("-", ":")))
          : Optional.empty();
    } catch (MalformedException cutOff) {
      return Optional.empty();
    }
  }
}
