/** Health, metrics, the admin API. */
@NullMarked
package dev.portcullis.proxy.ops;

import org.jspecify.annotations.NullMarked;
