package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.ops.AdminAction;
import dev.portcullis.proxy.prefetch.Notification;
import dev.portcullis.proxy.prefetch.Prefetcher;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers {@code POST /admin/prefetch}: registries and pipelines say what was pushed, and it is
 * verified before its first pull.
 */
final class PrefetchAction implements AdminAction.Handler {
  static final String PATH = "/admin/prefetch";

  private static final String REGISTRY = "registry=";

  private final Prefetcher prefetcher;
  private final Predicate<String> isUpstream;

  PrefetchAction(Prefetcher prefetcher, Predicate<String> isUpstream) {
    this.prefetcher = prefetcher;
    this.isUpstream = isUpstream;
  }

  @Override
  public AdminAction.Done handle(Optional<String> query, Bytes body) {
    Optional<String> registry = Optional.empty();
    if (query.isPresent()) {
      if (!query.get().startsWith(REGISTRY) || query.get().indexOf('&') >= 0) {
        return new AdminAction.Done(400, "the only parameter is registry=NAME\n");
      }
      try {
        registry =
            Optional.of(
                URLDecoder.decode(
                    query.get().substring(REGISTRY.length()), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        return new AdminAction.Done(400, "the name of the registry is not encoded rightly\n");
      }
    }
    try {
      List<Reference> images = Notification.parse(body, registry);
      for (Reference image : images) {
        String name = image.repository().registry();
        if (!isUpstream.test(name)) {
          return new AdminAction.Done(
              400,
              name
                  + " is not among the upstreams; if clients know it by another name, add"
                  + " ?registry=NAME to the address\n");
        }
      }
      prefetcher.accept(images);
      return new AdminAction.Done(
          202, "looking at " + images.size() + (images.size() == 1 ? " image\n" : " images\n"));
    } catch (MalformedException e) {
      return new AdminAction.Done(400, e.getMessage() + "\n");
    }
  }
}
