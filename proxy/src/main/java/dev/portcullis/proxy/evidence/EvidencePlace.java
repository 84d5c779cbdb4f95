package dev.portcullis.proxy.evidence;

import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;

/**
 * Where the evidence of an image lives: beside it, or in the repository that the upstream's {@code
 * signatures} names.
 *
 * @param registry whom to ask
 * @param path the repository's path there
 * @param caller on whose behalf
 */
public record EvidencePlace(RegistryClient registry, String path, Caller caller) {
  /** The registry's name, for people. */
  String name() {
    return registry.upstream().name();
  }
}
