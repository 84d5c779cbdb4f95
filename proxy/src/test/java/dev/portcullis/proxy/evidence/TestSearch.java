package dev.portcullis.proxy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.demo.SeenRequest;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A finder, a registry in memory and a subject in it. */
final class TestSearch implements AutoCloseable {
  static final String PATH = "acme/app";

  final MemoryRegistry registry = MemoryRegistry.start();
  final Transport transport = new Transport(Timeouts.DEFAULT);
  final Map<String, RegistryClient> others = new ConcurrentHashMap<>();
  final Digest subject =
      registry.manifest(PATH, "v1", MediaTypes.OCI_MANIFEST, Bytes.utf8("subject"));
  final Attached attached = new Attached(registry, PATH, subject);
  Wanted wanted = Wanted.USUAL;
  EvidenceFinder finder = finder(EvidenceConfig.DEFAULT);

  EvidenceFinder finder(EvidenceConfig config) {
    return new EvidenceFinder(config, name -> Optional.ofNullable(others.get(name)));
  }

  void budget(Duration budget) {
    finder.close();
    finder =
        finder(
            new EvidenceConfig(
                Duration.ofSeconds(5), budget, 128, 64 * 1024 * 1024, 1 << 26, 1 << 26));
  }

  RegistryClient client(MemoryRegistry of, Optional<RepositoryName> signatures) {
    return client(of, signatures, new UpstreamCredentials.Anonymous());
  }

  RegistryClient client(
      MemoryRegistry of, Optional<RepositoryName> signatures, UpstreamCredentials credentials) {
    UpstreamConfig config =
        new UpstreamConfig(
            of.name(),
            of.url(),
            false,
            credentials,
            Duration.ZERO,
            signatures,
            false,
            List.of(),
            List.of(),
            Optional.empty());
    return new RegistryClient(config, transport);
  }

  Evidence find() {
    return find(client(registry, Optional.empty()), Caller.proxy());
  }

  Evidence find(RegistryClient client, Caller caller) {
    return finder.find(
        new RepositoryName(registry.name(), PATH), subject, wanted, caller, client, finder.lease());
  }

  void alter(Predicate<SeenRequest> when, UnaryOperator<Reply> change) {
    registry.misbehave(
        request ->
            when.test(request) ? Optional.of(new Misbehaviour.Alter(change)) : Optional.empty());
  }

  static Candidate only(Evidence evidence) {
    assertThat(evidence.unavailable()).isEmpty();
    assertThat(evidence.candidates()).hasSize(1);
    return evidence.candidates().getFirst();
  }

  static Failure unusable(Candidate candidate) {
    assertThat(candidate).isInstanceOf(Candidate.Unusable.class);
    return ((Candidate.Unusable) candidate).failure();
  }

  static List<Bytes> bundles(Evidence evidence) {
    return evidence.candidates().stream()
        .filter(Candidate.Bundle.class::isInstance)
        .map(candidate -> ((Candidate.Bundle) candidate).bundle())
        .toList();
  }

  @Override
  public void close() {
    finder.close();
    registry.close();
    transport.close();
  }
}
