/**
 * What cosign stores: simple-signing payloads and the annotations of its layers (sigstore spec
 * notes, 1.1 to 1.3 and 2.12). Read and bound to the subject here; signatures are verified by
 * {@link dev.portcullis.verify.Verifier}.
 */
@NullMarked
package dev.portcullis.verify.cosign;

import org.jspecify.annotations.NullMarked;
