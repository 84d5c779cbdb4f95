package dev.portcullis.oci;

/**
 * Every bound on input that strangers choose. A limit that is exceeded rejects the one object that
 * exceeds it; it never ends the program and never admits.
 */
public final class Limits {
  /** Certificates in the file of an owner's own authorities. */
  public static final int OWN_AUTHORITIES = 64;

  /** Subject alternative names in one certificate. */
  public static final int ALTERNATIVE_NAMES = 64;

  /** Characters of a repository path or a registry name (distribution-spec suggests 255). */
  public static final int NAME_LENGTH = 255;

  /** Bytes of a manifest or index: 4 MiB, what registries and clients agree on. */
  public static final int MANIFEST_BYTES = 4 * 1024 * 1024;

  /** Descriptors in one manifest or index. */
  public static final int MANIFEST_DESCRIPTORS = 10_000;

  /** Nesting of JSON objects and arrays. */
  public static final int JSON_DEPTH = 64;

  /** Names and values of a part of a JSON document that is held as a tree. */
  public static final int JSON_PARTS = 200_000;

  /** Characters of one JSON string, but for payloads, which are decoded as they are read. */
  public static final int JSON_STRING = 16 * 1024 * 1024;

  /** Bytes of a simple-signing payload (sigstore spec notes, 1.1). */
  public static final int SIMPLE_SIGNING_BYTES = 64 * 1024;

  /**
   * Bytes of a Sigstore bundle: an SBOM of {@link #SBOM_BYTES} in base64, and what goes with it.
   */
  public static final int BUNDLE_BYTES = 96 * 1024 * 1024;

  /** Bytes of a DSSE envelope in an attestation layer, alike. */
  public static final int ENVELOPE_BYTES = 96 * 1024 * 1024;

  /** Bytes of a bundle, envelope or SBOM that is passed on as evidence, without being verified. */
  public static final int SERVED_EVIDENCE_BYTES = 16 * 1024 * 1024;

  /** Bytes of a bundle or envelope where no statement is asked for, only signatures. */
  public static final int SIGNATURE_BYTES = 1024 * 1024;

  /** Bytes of an SBOM. */
  public static final int SBOM_BYTES = 64 * 1024 * 1024;

  /** SBOMs that are artifacts of their own and are looked at for one subject. */
  public static final int SBOM_ARTIFACTS = 16;

  /** Bytes of a Notary Project envelope. */
  public static final int NOTATION_ENVELOPE_BYTES = 256 * 1024;

  /** Nesting of CBOR items in a COSE envelope: map, array and one more are what headers need. */
  public static final int CBOR_DEPTH = 4;

  /** Entries of one CBOR map, and of one JOSE header. */
  public static final int CBOR_MAP_ENTRIES = 256;

  /** Characters of a distinguished name in a policy; attribute values of certificates alike. */
  public static final int DISTINGUISHED_NAME_LENGTH = 2048;

  /** Bytes of a Notary Project trust policy document. */
  public static final int TRUST_POLICY_BYTES = 1024 * 1024;

  /**
   * Envelopes for one subject whose chain holds no certificate of any trust store and that are
   * verified all the same. Those that hold one are bounded by {@link #CANDIDATES} only, so that
   * strangers cannot push them out.
   */
  public static final int NOTATION_STRANGERS = 16;

  /** Statements in one trust policy document. */
  public static final int TRUST_POLICY_STATEMENTS = 4096;

  /** Scopes, stores or identities in one statement of a trust policy document. */
  public static final int TRUST_POLICY_LIST = 1024;

  /** Chains of certificates that are tried for the signer of one timestamp. */
  public static final int TIMESTAMP_CHAINS = 16;

  /** Certificates, beyond those of trust stores, that are kept parsed. */
  public static final int REMEMBERED_CERTIFICATES = 1024;

  /** Certificates of signers that one Sigstore root has vouched for, and tree heads, kept. */
  public static final int PROVEN_CERTIFICATES = 512;

  /** Notation envelopes whose facts are kept. */
  public static final int REMEMBERED_ENVELOPES = 1024;

  /** Bytes of the largest notation envelope whose facts are kept; common ones have 2 to 10 KiB. */
  public static final int REMEMBERED_ENVELOPE_BYTES = 16 * 1024;

  /** Certificates in one trust store. */
  public static final int TRUST_STORE_CERTIFICATES = 4096;

  /** Bytes of one OCSP response. */
  public static final int OCSP_BYTES = 64 * 1024;

  /** Bytes of one certificate revocation list. */
  public static final int CRL_BYTES = 32 * 1024 * 1024;

  /** Distribution points, and names in one of them, that a certificate or CRL may list. */
  public static final int DISTRIBUTION_POINTS = 16;

  /** Certificates whose revocation is kept an eye on; further ones are told as unknown. */
  public static final int REVOCATION_CELLS = 65_536;

  /** Bytes of all revocation lists that are held. */
  public static final long REVOCATION_LIST_BYTES = 256L * 1024 * 1024;

  /** Redirects that one request to a responder or for a revocation list may take. */
  public static final int REVOCATION_REDIRECTS = 3;

  /** Bytes of a manifest that carries evidence. */
  public static final int EVIDENCE_MANIFEST_BYTES = 1024 * 1024;

  /** Pages of a referrers list that are followed. */
  public static final int REFERRERS_PAGES = 64;

  /** Bytes of all pages of a referrers list together. */
  public static final int REFERRERS_BYTES = 8 * 1024 * 1024;

  /** Bytes of one answer to a request for a tag list. */
  public static final int TAG_LIST_BYTES = 8 * 1024 * 1024;

  /** Bytes of a token service's answer. */
  public static final int TOKEN_BYTES = 1024 * 1024;

  /** Bytes of an upstream's error body that are read; the rest is not. */
  public static final int ERROR_BYTES = 64 * 1024;

  /** Redirects that one request to an upstream may take. */
  public static final int REDIRECTS = 3;

  /** Evidence manifests that are fetched for one subject, most promising first. */
  public static final int EVIDENCE_MANIFESTS = 256;

  /** Candidates (signatures and attestations) that are fetched for one subject. */
  public static final int CANDIDATES = 128;

  /** Candidates that the verifier looks at for one subject, wherever they came from. */
  public static final int CANDIDATES_READ = 16 * 1024;

  /**
   * Signatures that are checked for the candidates with certificates of one subject: of signers,
   * authorities, logs and timestamps. Those by a key count by {@link #KEY_TRIALS}.
   */
  public static final int SIGNATURE_CHECKS = 64 * 1024;

  /** Signatures that are checked for one candidate with a certificate. A right one needs six. */
  public static final int CANDIDATE_CHECKS = 64;

  /** Bytes of all evidence of one subject together. */
  public static final long EVIDENCE_BYTES = 64L * 1024 * 1024;

  /** Transparency-log entries in one bundle. */
  public static final int LOG_ENTRIES = 32;

  /** RFC 3161 timestamps in one bundle. */
  public static final int TIMESTAMPS = 32;

  /** Subjects in one in-toto statement. */
  public static final int STATEMENT_SUBJECTS = 1024;

  /** Digests of one subject in an in-toto statement. */
  public static final int SUBJECT_DIGESTS = 32;

  /** Hashes in one Merkle inclusion proof. */
  public static final int PROOF_HASHES = 64;

  /** Bytes of a signed-note checkpoint. */
  public static final int CHECKPOINT_BYTES = 16 * 1024;

  /** Signature lines of a signed-note checkpoint. */
  public static final int CHECKPOINT_SIGNATURES = 20;

  /** Certificates in one chain. */
  public static final int CHAIN_LENGTH = 8;

  /** Bytes of one DER certificate. */
  public static final int CERTIFICATE_BYTES = 64 * 1024;

  /** Extensions of one certificate. */
  public static final int CERTIFICATE_EXTENSIONS = 64;

  /** Purposes in one extended key usage extension. */
  public static final int KEY_PURPOSES = 32;

  /** Bytes of one encoded object identifier. */
  public static final int OID_BYTES = 64;

  /** Bytes of one RFC 3161 token. */
  public static final int TIMESTAMP_BYTES = 64 * 1024;

  /** Certificate transparency timestamps in one certificate. */
  public static final int SCTS = 32;

  /** Bytes of one trusted root. */
  public static final int TRUSTED_ROOT_BYTES = 4 * 1024 * 1024;

  /** Logs, or authorities of one kind, in one trusted root. */
  public static final int TRUSTED_INSTANCES = 256;

  /** Bytes of a PEM public key. */
  public static final int KEY_BYTES = 16 * 1024;

  /**
   * Verifications of a signature with a key that are tried for one subject; each also counts once
   * more for every {@link #KEY_TRIAL_BYTES} that are signed.
   */
  public static final int KEY_TRIALS = 64 * 1024;

  /** Signed bytes that cost as much as one more verification. */
  public static final int KEY_TRIAL_BYTES = 64 * 1024;

  /** Bytes of the log entry in an annotation of a cosign layer, and of the body in it. */
  public static final int LOG_BUNDLE_BYTES = 1024 * 1024;

  /** Bits of the smallest RSA modulus that is accepted. */
  public static final int RSA_BITS_MIN = 2048;

  /** Bits of the largest RSA modulus that is accepted. */
  public static final int RSA_BITS_MAX = 8192;

  /** Signatures in one DSSE envelope of an attestation layer; a bundle has exactly one. */
  public static final int ENVELOPE_SIGNATURES = 16;

  /** Bytes of the configuration file, or of a file of revocations that it names. */
  public static final int DOCUMENT_BYTES = 16 * 1024 * 1024;

  /** Nesting of mappings and lists in the configuration file. */
  public static final int DOCUMENT_DEPTH = 32;

  /** Characters of the name of a rule or signer. */
  public static final int RULE_NAME_LENGTH = 63;

  /** Characters of one condition in the configuration file. */
  public static final int CONDITION_LENGTH = 4096;

  /** Steps of all loops together that one condition may take for one statement. */
  public static final int CONDITION_STEPS = 250_000;

  /** All that one condition may do for one statement: parts evaluated, and more for long texts. */
  public static final int CONDITION_WORK = 25_000_000;

  /** Characters of a text that count as one step of a condition. */
  public static final int CONDITION_CHARACTERS = 16;

  /** Packages of one SBOM, or vulnerabilities of one report, that conditions may ask about. */
  public static final int LISTED_COMPONENTS = 100_000;

  /** Characters of all names, versions, licenses and the like of one SBOM together. */
  public static final int SBOM_TEXT = 16 * 1024 * 1024;

  /** Bytes of a statement or SBOM whose whole content conditions may ask about. */
  public static final int ASKED_BYTES = 4 * 1024 * 1024;

  /** Instructions of one regular expression in the configuration file, by a generous estimate. */
  public static final int PATTERN_INSTRUCTIONS = 20_000;

  /** Bytes of the config of an evidence artifact that is served without verification. */
  public static final int EVIDENCE_CONFIG_BYTES = 256 * 1024;

  /** Bytes of one encoded object identifier. */
  public static final int OBJECT_IDENTIFIER_BYTES = 64;

  /** Certificates that one OCSP response is about. */
  public static final int OCSP_SINGLE_RESPONSES = 128;

  /** Decimal digits of a tree size in a checkpoint. */
  public static final int CHECKPOINT_SIZE_DIGITS = 18;

  /** Bytes of a notification of what was pushed. */
  public static final int PREFETCH_BYTES = 1024 * 1024;

  /** Images that one notification may name. */
  public static final int PREFETCH_IMAGES = 256;

  /** Bytes of one version of a TUF root role's metadata. */
  public static final int TUF_ROOT_BYTES = 512 * 1024;

  /** Bytes of a TUF timestamp role's metadata. */
  public static final int TUF_TIMESTAMP_BYTES = 16 * 1024;

  /** Bytes of a TUF snapshot role's metadata, also where the timestamp names a greater length. */
  public static final int TUF_SNAPSHOT_BYTES = 2 * 1024 * 1024;

  /** Bytes of a TUF targets role's metadata, also where the snapshot names a greater length. */
  public static final int TUF_TARGETS_BYTES = 5 * 1024 * 1024;

  /** Versions of a TUF root that one refresh walks; the next one goes on from there. */
  public static final int TUF_ROTATIONS = 256;

  /** Keys of one TUF role's delegations, signatures of one file, key identifiers of one role. */
  public static final int TUF_KEYS = 256;

  /** Characters of a TUF key identifier. */
  public static final int TUF_KEY_ID_LENGTH = 256;

  /** Files that one TUF snapshot lists. */
  public static final int TUF_FILES = 4096;

  /** Targets that one TUF targets role lists. */
  public static final int TUF_TARGETS = 16 * 1024;

  /** Hashes of one file in TUF metadata. */
  public static final int TUF_HASHES = 8;

  /** Characters of the name of a file or target in TUF metadata. */
  public static final int TUF_NAME_LENGTH = 1024;

  /** Characters that a record keeps of the findings of one decision. */
  public static final int RECOLLECTION_LENGTH = 64 * 1024;

  private Limits() {}
}
