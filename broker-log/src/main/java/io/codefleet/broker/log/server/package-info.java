/**
 * What the brokers on the log of a server share: failures of the client library, trust in the server's certificate, and the
 * election of a leader by announcements.
 */
@NullMarked
package io.codefleet.broker.log.server;

import org.jspecify.annotations.NullMarked;
