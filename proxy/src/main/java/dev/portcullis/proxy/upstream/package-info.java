/** The registry client: tokens, redirects, pools; one class an operation. */
@NullMarked
package dev.portcullis.proxy.upstream;

import org.jspecify.annotations.NullMarked;
