package dev.portcullis.proxy.upstream;

/**
 * What a token is for.
 *
 * @param caller whose it is, by {@link CallerKeys}
 * @param repository the path of the repository that it is for
 * @param purpose what may be done with it
 */
record TokenKey(String caller, String repository, Purpose purpose) {}
