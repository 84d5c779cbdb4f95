/** The registry's vocabulary: references, digests, descriptors, manifests, strict JSON, limits. */
@NullMarked
package dev.portcullis.oci;

import org.jspecify.annotations.NullMarked;
