package dev.portcullis.proxy.upstream;

/**
 * What a token is for.
 *
 * @param caller whose it is, by {@link CallerKeys}
 * @param repository the path of the repository that may be pulled with it
 */
record TokenKey(String caller, String repository) {}
