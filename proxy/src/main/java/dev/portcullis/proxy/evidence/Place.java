package dev.portcullis.proxy.evidence;

import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;

/**
 * Where evidence is looked for.
 *
 * @param client the registry
 * @param path the repository in it
 * @param caller on whose behalf
 */
record Place(RegistryClient client, String path, Caller caller) {
  String registry() {
    return client.upstream().name();
  }

  /** {@code registry/path}. */
  String repository() {
    return registry() + "/" + path;
  }
}
