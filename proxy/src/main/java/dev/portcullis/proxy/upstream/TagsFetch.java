package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.StrictJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Tag lists (distribution-spec, "Listing Tags"). */
final class TagsFetch {
  private final UpstreamConfig upstream;
  private final RegistryUrls urls;
  private final Exchange exchange;

  TagsFetch(UpstreamConfig upstream, RegistryUrls urls, Exchange exchange) {
    this.upstream = upstream;
    this.urls = urls;
    this.exchange = exchange;
  }

  /** The query that asks for {@code n} tags after {@code last}. */
  static Optional<String> query(OptionalInt n, Optional<String> last) {
    List<String> parts = new ArrayList<>();
    n.ifPresent(count -> parts.add("n=" + count));
    last.ifPresent(tag -> parts.add("last=" + URLEncoder.encode(tag, StandardCharsets.UTF_8)));
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("&", parts));
  }

  Fetch<TagPage> get(Caller caller, String path, Optional<String> query) {
    Ask ask =
        new Ask(
            UpstreamCall.Operation.TAGS,
            "GET",
            urls.tags(path, query),
            path,
            "application/json",
            Limits.TAG_LIST_BYTES,
            false);
    return exchange
        .send(caller, ask)
        .then(received -> Answers.ok(upstream, received))
        .then(this::read);
  }

  private Fetch<TagPage> read(Received received) {
    try {
      List<String> tags = tags(received.body());
      return Pages.next(upstream, received)
          .then(next -> new Fetch.Found<>(new TagPage(tags, next)));
    } catch (MalformedException e) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY,
          upstream.name() + " lists tags in broken form: " + e.getMessage());
    }
  }

  /**
   * The tags of a list.
   *
   * @throws MalformedException if it is no JSON object, or {@code tags} neither array nor null
   */
  static List<String> tags(Bytes body) throws MalformedException {
    JsonNode list = StrictJson.parseObject(body, Limits.TAG_LIST_BYTES).path("tags");
    if (!list.isArray() && !list.isNull()) {
      throw new MalformedException("no array 'tags'");
    }
    List<String> tags = new ArrayList<>(list.size());
    for (JsonNode tag : list) {
      if (tag.isString() && NameGrammar.isTag(tag.stringValue())) {
        tags.add(tag.stringValue());
      }
    }
    return tags;
  }
}
