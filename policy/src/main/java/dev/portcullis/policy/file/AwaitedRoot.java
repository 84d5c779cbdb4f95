package dev.portcullis.policy.file;

/**
 * A trusted root that signers name and that was never fetched yet.
 *
 * @param name what the document calls the instance
 * @param url where it is to come from
 */
public record AwaitedRoot(String name, String url) {}
