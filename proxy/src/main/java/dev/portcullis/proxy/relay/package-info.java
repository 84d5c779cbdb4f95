/** Streams blobs with backpressure, checked on the way; needs a permit. */
@NullMarked
package dev.portcullis.proxy.relay;

import org.jspecify.annotations.NullMarked;
