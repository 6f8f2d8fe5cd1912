/** The documents of this repository as a site of static files. */
@NullMarked
package io.codefleet.site;

import org.jspecify.annotations.NullMarked;
