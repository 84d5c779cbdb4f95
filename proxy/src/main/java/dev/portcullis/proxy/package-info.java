/** The program: command line, configuration, wiring. */
@NullMarked
package dev.portcullis.proxy;

import org.jspecify.annotations.NullMarked;
