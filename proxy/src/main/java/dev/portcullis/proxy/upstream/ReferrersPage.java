package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import java.util.Optional;

/**
 * One page of the referrers API, as the upstream sent it.
 *
 * @param index the index
 * @param next the query of the next page, without question mark; contains only characters that a
 *     URL's query may have
 * @param filtersApplied the {@code OCI-Filters-Applied} header
 */
public record ReferrersPage(Bytes index, Optional<String> next, Optional<String> filtersApplied) {}
