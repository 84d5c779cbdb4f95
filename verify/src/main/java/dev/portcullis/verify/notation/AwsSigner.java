package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The identity in a signature by AWS Signer (2.5), which its plugin would check.
 *
 * @param profileVersion the ARN of the signing profile's version
 * @param job the ARN of the signing job
 */
public record AwsSigner(String profileVersion, String job) {
  static final String PLUGIN = "com.amazonaws.signer.notation.plugin";
  private static final Label PROFILE_VERSION =
      new Label.Named("com.amazonaws.signer.signingProfileVersion");
  private static final Label JOB = new Label.Named("com.amazonaws.signer.signingJob");

  /** An ARN is matched as a whole; what it names is AWS's business. */
  private static final Pattern PROFILE =
      Pattern.compile(
          "arn:aws[a-z-]{0,20}:signer:[a-z0-9-]{1,40}:\\d{12}:/signing-profiles/\\w{2,64}/\\w{1,64}");

  private static final Pattern MIN_VERSION =
      Pattern.compile("1(\\.\\d{1,9}){2}([-+][0-9A-Za-z.+-]{1,64})?");

  /**
   * The identity, if the envelope is by AWS Signer: it names the plugin, and nothing else in it is
   * critical that the plugin would not understand.
   *
   * @throws MalformedException if it names the plugin but an attribute is missing or malformed
   */
  static Optional<AwsSigner> read(NotationEnvelope envelope) throws MalformedException {
    SignedAttributes attributes = envelope.attributes();
    if (!attributes.plugin().equals(Optional.of(PLUGIN))
        || !Set.of(PROFILE_VERSION, JOB).equals(attributes.criticalExtensions())) {
      return Optional.empty();
    }
    if (attributes.scheme() != SigningScheme.SIGNING_AUTHORITY) {
      throw new MalformedException("AWS Signer signs under another scheme");
    }
    Optional<String> version = attributes.pluginMinVersion();
    if (version.isPresent() && !MIN_VERSION.matcher(version.get()).matches()) {
      throw new MalformedException(
          "version '" + Quoting.shorten(version.get()) + "' of AWS Signer is not supported");
    }
    String profile = text(envelope, PROFILE_VERSION);
    if (!PROFILE.matcher(profile).matches()) {
      throw new MalformedException(
          PROFILE_VERSION + " is not the ARN of a signing profile version");
    }
    return Optional.of(new AwsSigner(profile, text(envelope, JOB)));
  }

  private static String text(NotationEnvelope envelope, Label label) throws MalformedException {
    return envelope
        .header()
        .text(label)
        .orElseThrow(() -> new MalformedException(label + " is missing"));
  }

  /** The ARN of the signing profile, of whatever version. */
  public String profile() {
    return profileVersion.substring(0, profileVersion.lastIndexOf('/'));
  }

  /** Whether the profile, or exactly this version of it, is listed; {@code *} will not do. */
  boolean isTrustedBy(TrustedIdentities identities) {
    return identities.others().contains(profile()) || identities.others().contains(profileVersion);
  }
}
