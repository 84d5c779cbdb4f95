/**
 * Sigstore: bundles, trusted roots, certificates of identity, transparency logs and timestamps
 * (sigstore spec notes, 2 and 3). Offline: a verdict needs a trusted root and the evidence, nothing
 * else.
 */
@NullMarked
package dev.portcullis.verify.sigstore;

import org.jspecify.annotations.NullMarked;
