package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;

/** Content of one repository: verdicts and edges never cross repositories. */
record ContentKey(RepositoryName repository, Digest digest) {}
