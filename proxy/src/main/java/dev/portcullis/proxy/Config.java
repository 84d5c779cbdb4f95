package dev.portcullis.proxy;

import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.proxy.admission.AdmissionConfig;
import dev.portcullis.proxy.ops.AdminConfig;
import dev.portcullis.proxy.prefetch.PrefetchConfig;
import dev.portcullis.proxy.record.RecordConfig;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.server.ClientsConfig;
import dev.portcullis.proxy.server.TlsConfig;
import dev.portcullis.proxy.tracing.TracingConfig;
import dev.portcullis.proxy.trust.TufSource;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the program is told: one immutable snapshot, complete and consistent, each part
 * owned by the component that it is for.
 *
 * @param files what it was made from; no files if it is the built-in one
 * @param listen where clients are served; port 0 takes a free one
 * @param tls with which certificate, if with any
 * @param admin where operators are served
 * @param clients who may pull what
 * @param upstreams the registries, one or more, of which at most one is the default
 * @param admission how pulls are admitted
 * @param revocation how the revocation of certificates is learnt
 * @param record where decisions are kept; empty keeps none
 * @param tracing where traces go; empty traces nothing
 * @param drain how the proxy stops
 * @param prefetch what is verified before anybody pulls it
 * @param roots the repositories that trusted roots come from
 * @param policy the rules, the signers with their keys, and the deny list
 */
record Config(
    FileSnapshot files,
    InetSocketAddress listen,
    Optional<TlsConfig> tls,
    AdminConfig admin,
    ClientsConfig clients,
    List<UpstreamConfig> upstreams,
    AdmissionConfig admission,
    RevocationConfig revocation,
    Optional<RecordConfig> record,
    Optional<TracingConfig> tracing,
    DrainConfig drain,
    PrefetchConfig prefetch,
    List<TufSource> roots,
    LoadedPolicy policy) {
  /** Copies the lists. */
  Config {
    roots = List.copyOf(roots);
    upstreams = List.copyOf(upstreams);
  }

  /** This with nothing kept on disk, and nothing taken from there. */
  Config withoutState() {
    return new Config(
        files,
        listen,
        tls,
        admin,
        clients,
        upstreams,
        admission.withState(Optional.empty()),
        revocation,
        Optional.empty(),
        Optional.empty(),
        drain,
        prefetch,
        roots,
        policy);
  }

  /** Whether it was made from no file: whoever runs it has named no upstream. */
  boolean isBuiltIn() {
    return files.states().isEmpty();
  }

  /** A short name of the policy for people, which changes when the policy does. */
  String policyName() {
    return policy.policy().revision().substring(0, 12);
  }

  /** The settings in which {@code next} differs and which only a restart puts in force. */
  List<String> needingRestart(Config next) {
    List<String> settings = new ArrayList<>();
    if (!listen.equals(next.listen) || tls.isPresent() != next.tls.isPresent()) {
      settings.add("listen");
    }
    if (!admin.address().equals(next.admin.address())) {
      settings.add("admin");
    }
    if (!admission.state().equals(next.admission.state())) {
      settings.add("state");
    }
    if (!revocation.cache().equals(next.revocation.cache())) {
      settings.add("trust.revocation.cache");
    }
    if (!tracing.equals(next.tracing)) {
      settings.add("tracing");
    }
    if (!record.equals(next.record)) {
      settings.add("record");
    }
    if (admission.strictGate() != next.admission.strictGate()
        || admission.verifyBlobs() != next.admission.verifyBlobs()
        || !admission.redirectFrom().equals(next.admission.redirectFrom())) {
      settings.add("blobs");
    }
    if (!admission.absentFor().equals(next.admission.absentFor())
        || !admission.largestEvidence().equals(next.admission.largestEvidence())) {
      settings.add("evidence");
    }
    return settings;
  }
}
