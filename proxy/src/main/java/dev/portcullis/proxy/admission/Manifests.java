package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gets manifests into memory, if they are such that clients and this program read the same in them.
 *
 * @param memory where they are held
 */
record Manifests(VerdictMemory memory) {
  /** A manifest in hand, or why there is none. */
  sealed interface Held {
    record Manifest(HeldManifest held) implements Held {}

    record Not(Answer why) implements Held {}
  }

  /** What memory holds, else what the upstream has; blocks. */
  Held hold(Judge.Question question) {
    Digest digest = question.key().digest();
    Optional<HeldManifest> held = memory.manifest(question.key());
    if (held.isPresent()) {
      return new Held.Manifest(held.get());
    }
    Fetch<FetchedManifest> fetched =
        question
            .upstream()
            .manifest(
                question.caller(),
                question.key().repository().path(),
                new Reference.ByDigest(digest));
    return switch (fetched) {
      case Fetch.Found<FetchedManifest>(FetchedManifest manifest) ->
          accept(question.key(), manifest);
      case Fetch.Absent<FetchedManifest> absent -> new Held.Not(Answers.of(absent));
      case Fetch.Denied<FetchedManifest> denied -> new Held.Not(Answers.of(denied));
      case Fetch.Trouble<FetchedManifest> trouble -> new Held.Not(Answers.of(trouble));
    };
  }

  private Held accept(ContentKey key, FetchedManifest fetched) {
    try {
      Manifest manifest = ManifestParser.parse(fetched.content(), fetched.contentType());
      Optional<Descriptor> foreign = foreign(manifest);
      if (foreign.isPresent()) {
        return new Held.Not(
            new Answer.Unacceptable(
                "layer "
                    + foreign.get().digest().shortened()
                    + " is to be fetched from elsewhere ("
                    + Quoting.shorten(foreign.get().urls().getFirst())
                    + "), past this gate; push the image with its layers"));
      }
      HeldManifest held = new HeldManifest(key.digest(), manifest);
      memory.keep(key, held);
      return new Held.Manifest(held);
    } catch (MalformedException e) {
      return new Held.Not(new Answer.Unacceptable(e.getMessage()));
    }
  }

  private static Optional<Descriptor> foreign(Manifest manifest) {
    Stream<Descriptor> all = Stream.concat(manifest.references(), manifest.subject().stream());
    return all.filter(descriptor -> !descriptor.urls().isEmpty()).findFirst();
  }
}
