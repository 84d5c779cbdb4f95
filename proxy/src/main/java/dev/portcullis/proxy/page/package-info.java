/** What people read and do in a browser on the admin address. */
@NullMarked
package dev.portcullis.proxy.page;

import org.jspecify.annotations.NullMarked;
