package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody who may write to a registry, but has no key, can do with a signature that is there:
 * hang it on another image of the same size.
 */
final class Forgery {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern PAYLOAD = Pattern.compile("\"payload\": ?\"([A-Za-z0-9+/=]+)\"");

  private final Repository repository;
  private final Digest signed;
  private final Digest target;

  /** Signatures of {@code signed} are to vouch for {@code target}. */
  Forgery(Repository repository, Digest signed, Digest target) {
    this.repository = repository;
    this.signed = signed;
    this.target = target;
  }

  /** Hangs the signature on the target, and leaves what was signed as it was. */
  void copySignature(CosignSigner.Form form) {
    hang(form, false);
  }

  /** Hangs the signature on the target, and lets its payload name the target too. */
  void rewritePayload(CosignSigner.Form form) {
    hang(form, true);
  }

  private void hang(CosignSigner.Form form, boolean rewrite) {
    if (form == CosignSigner.Form.LEGACY) {
      byte[] manifest = forged(signed.fallbackTag() + ".sig", rewrite);
      repository.pushManifest(target.fallbackTag() + ".sig", MediaTypes.OCI_MANIFEST, manifest);
      return;
    }
    List<String> entries = new ArrayList<>();
    for (Digest signature : digestsIn(text(repository.referrers(signed)))) {
      byte[] manifest = forged(signature.toString(), rewrite);
      entries.add(
          """
          {"mediaType":"%s","digest":"%s","size":%d}\
          """
              .formatted(
                  MediaTypes.OCI_MANIFEST,
                  repository.pushManifest(MediaTypes.OCI_MANIFEST, manifest),
                  manifest.length));
    }
    repository.pushManifest(
        target.fallbackTag(),
        MediaTypes.OCI_INDEX,
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
        """
            .formatted(MediaTypes.OCI_INDEX, String.join(",", entries))
            .getBytes(UTF_8));
  }

  private byte[] forged(String signature, boolean rewrite) {
    String manifest = text(repository.manifest(signature));
    if (rewrite) {
      for (Digest part : digestsIn(manifest)) {
        if (!part.equals(signed)) {
          byte[] content = rewritten(repository.getBlob(part.toString()).body()).getBytes(UTF_8);
          manifest = manifest.replace(part.hex(), repository.pushBlob(content).hex());
        }
      }
    }
    return manifest.replace(signed.hex(), target.hex()).getBytes(UTF_8);
  }

  private String rewritten(String content) {
    Matcher payload = PAYLOAD.matcher(content.replace(signed.hex(), target.hex()));
    return payload.replaceAll(
        found -> {
          String inner = new String(Base64.getDecoder().decode(found.group(1)), UTF_8);
          String forged = inner.replace(signed.hex(), target.hex());
          String encoded = Base64.getEncoder().encodeToString(forged.getBytes(UTF_8));
          return found.group().replace(found.group(1), encoded);
        });
  }

  private static List<Digest> digestsIn(String text) {
    return DIGEST.matcher(text).results().map(found -> parse(found.group())).distinct().toList();
  }

  private static Digest parse(String digest) {
    try {
      return Digest.parse(digest);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
