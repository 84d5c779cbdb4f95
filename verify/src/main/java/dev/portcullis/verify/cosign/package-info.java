/**
 * What cosign stores: simple-signing payloads and the annotations of its layers. Read and bound to
 * the subject here; signatures are verified by {@link dev.portcullis.verify.Verifier}.
 */
@NullMarked
package dev.portcullis.verify.cosign;

import org.jspecify.annotations.NullMarked;
