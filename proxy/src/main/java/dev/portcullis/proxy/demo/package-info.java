/** The demonstration: an in-memory registry with images signed on the spot. */
@NullMarked
package dev.portcullis.proxy.demo;

import org.jspecify.annotations.NullMarked;
