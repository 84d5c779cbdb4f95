package dev.portcullis.proxy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /v2/<name>/tags/list?n=&last=} (distribution-spec, "Listing Tags"). */
final class TagsEndpoint {
  private TagsEndpoint() {}

  static Reply get(RepositoryContent repository, SeenRequest request) {
    List<String> tags =
        new ArrayList<>(
            request
                .parameter("last")
                .map(last -> repository.tags.tailMap(last, false).keySet())
                .orElse(repository.tags.keySet()));
    int size = Integer.parseInt(request.parameter("n").orElse("" + Integer.MAX_VALUE));
    List<String> page = tags.subList(0, Math.min(size, tags.size()));
    Reply reply = Reply.json(200, Map.of("name", request.repository(), "tags", page));
    if (page.size() == tags.size() || page.isEmpty()) {
      return reply;
    }
    String next =
        "/v2/" + request.repository() + "/tags/list?n=" + size + "&last=" + page.getLast();
    return reply.withHeader("Link", "<" + next + ">; rel=\"next\"");
  }
}
