package dev.portcullis.proxy.upstream;

import java.util.List;
import java.util.Optional;

/**
 * One page of a tag list.
 *
 * @param tags the tags, in the upstream's order; what is no tag by its grammar is left out
 * @param next the query of the next page, without question mark, to be handed back to {@link
 *     RegistryClient#moreTags}; contains only characters that a URL's query may have
 */
public record TagPage(List<String> tags, Optional<String> next) {
  /** Copies the list. */
  public TagPage {
    tags = List.copyOf(tags);
  }
}
