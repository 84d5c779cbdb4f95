/** Verifies images before anybody pulls them. */
@NullMarked
package dev.portcullis.proxy.prefetch;

import org.jspecify.annotations.NullMarked;
