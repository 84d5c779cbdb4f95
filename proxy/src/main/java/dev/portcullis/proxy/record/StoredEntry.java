package dev.portcullis.proxy.record;

/**
 * An entry as it is kept.
 *
 * @param writer the proxy whose chain it is in
 * @param seq its place in the chain, from 1
 * @param entry what it says
 * @param prev the hash that it follows
 * @param hash its own hash
 */
public record StoredEntry(String writer, long seq, RecordEntry entry, String prev, String hash) {}
