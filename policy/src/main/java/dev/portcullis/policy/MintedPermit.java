package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;

record MintedPermit(RepositoryName repository, Digest digest, String rule) implements Permit {}
