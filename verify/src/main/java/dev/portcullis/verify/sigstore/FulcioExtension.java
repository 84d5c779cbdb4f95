package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.x509.Oid;
import java.util.Optional;

/**
 * What a Fulcio certificate says about a signature's circumstances besides subject and issuer: the
 * extensions under 1.3.6.1.4.1.57264.1 (sigstore spec notes, 2.4).
 */
public enum FulcioExtension {
  GITHUB_WORKFLOW_TRIGGER(2, "githubWorkflowTrigger"),
  GITHUB_WORKFLOW_SHA(3, "githubWorkflowSha"),
  GITHUB_WORKFLOW_NAME(4, "githubWorkflowName"),
  GITHUB_WORKFLOW_REPOSITORY(5, "githubWorkflowRepository"),
  GITHUB_WORKFLOW_REF(6, "githubWorkflowRef"),
  BUILD_SIGNER_URI(9, "buildSigner"),
  BUILD_SIGNER_DIGEST(10, "buildSignerDigest"),
  RUNNER_ENVIRONMENT(11, "runnerEnvironment"),
  SOURCE_REPOSITORY_URI(12, "sourceRepository"),
  SOURCE_REPOSITORY_DIGEST(13, "sourceDigest"),
  SOURCE_REPOSITORY_REF(14, "sourceRef"),
  SOURCE_REPOSITORY_IDENTIFIER(15, "sourceRepositoryId"),
  SOURCE_REPOSITORY_OWNER_URI(16, "sourceRepositoryOwner"),
  SOURCE_REPOSITORY_OWNER_IDENTIFIER(17, "sourceRepositoryOwnerId"),
  BUILD_CONFIG_URI(18, "workflow"),
  BUILD_CONFIG_DIGEST(19, "workflowDigest"),
  BUILD_TRIGGER(20, "trigger"),
  RUN_INVOCATION_URI(21, "runInvocation"),
  SOURCE_REPOSITORY_VISIBILITY(22, "sourceRepositoryVisibility"),
  DEPLOYMENT_ENVIRONMENT(23, "deploymentEnvironment"),
  TOKEN_SUBJECT(24, "tokenSubject");

  /** The last of the extensions whose value is raw text; later ones hold a DER UTF8String. */
  private static final int LAST_RAW = 6;

  private final int number;
  private final String word;

  FulcioExtension(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The name in the policy file. */
  public String word() {
    return word;
  }

  /** The object identifier. */
  Oid oid() {
    return Oid.of("1.3.6.1.4.1.57264.1." + number);
  }

  /** Whether the value is the text itself, without DER around it. */
  boolean isRaw() {
    return number <= LAST_RAW;
  }

  /** The extension with the name {@code word}. */
  public static Optional<FulcioExtension> named(String word) {
    for (FulcioExtension extension : values()) {
      if (extension.word.equals(word)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }
}
