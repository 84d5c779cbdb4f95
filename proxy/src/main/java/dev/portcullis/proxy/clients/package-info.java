/** What makes pull clients ask the proxy and nobody else. */
@NullMarked
package dev.portcullis.proxy.clients;

import org.jspecify.annotations.NullMarked;
