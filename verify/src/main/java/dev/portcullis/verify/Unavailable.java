package dev.portcullis.verify;

/**
 * A source of evidence that could not be asked, which is not the same as one that had nothing.
 *
 * @param source what was asked, for people: {@code "referrers API of registry.acme.io"}
 * @param cause why there was no answer, one clause for people
 */
public record Unavailable(String source, String cause) {}
