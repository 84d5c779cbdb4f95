/** The record of decisions: kept, chained, asked, checked. */
@NullMarked
package dev.portcullis.proxy.record;

import org.jspecify.annotations.NullMarked;
