/** The operations of the REST API: each serves one operation of the OpenAPI document. */
@NullMarked
package io.codefleet.control.api;

import org.jspecify.annotations.NullMarked;
