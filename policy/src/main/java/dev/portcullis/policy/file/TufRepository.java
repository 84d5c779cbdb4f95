package dev.portcullis.policy.file;

import java.util.Optional;

/**
 * Where the trusted root of a Sigstore instance comes from by TUF, as a document says it.
 *
 * @param name what the document calls the instance
 * @param url the address of the repository
 * @param root the path of the root metadata that is trusted to begin with
 * @param cache the path of the folder in which what was fetched is kept; empty for the usual place
 */
public record TufRepository(String name, String url, String root, Optional<String> cache) {}
