/**
 * The Update Framework, version 1.0: how a Sigstore instance hands out its trusted root. Metadata
 * in, the next question or the verified target out; who fetches and who stores is another's matter.
 */
@NullMarked
package dev.portcullis.verify.tuf;

import org.jspecify.annotations.NullMarked;
