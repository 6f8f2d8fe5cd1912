/** What the brokers on the log of a server share: failures of the client library, and trust in the server's certificate. */
@NullMarked
package io.codefleet.broker.log.server;

import org.jspecify.annotations.NullMarked;
