/** Keyless Sigstore signatures through the running proxy. */
@NullMarked
package dev.portcullis.proxy.keyless;

import org.jspecify.annotations.NullMarked;
