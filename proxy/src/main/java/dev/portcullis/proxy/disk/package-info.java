/** How files are changed on disk, for everything that keeps some. */
@NullMarked
package dev.portcullis.proxy.disk;

import org.jspecify.annotations.NullMarked;
