/** Keeps trusted roots of Sigstore instances fresh by TUF, in the background. */
@NullMarked
package dev.portcullis.proxy.trust;

import org.jspecify.annotations.NullMarked;
