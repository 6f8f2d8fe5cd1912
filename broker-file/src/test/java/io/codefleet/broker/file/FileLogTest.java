package io.codefleet.broker.file;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.FollowerTck;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.broker.log.tck.RequestChannelTck;
import io.codefleet.broker.log.tck.SnapshotTck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The conformance kit of logs on a folder. */
class FileLogTest {
    @TempDir
    Path folder;

    private LogHarness harness(long segmentBytes) {
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return FileLog.open(vertx, folder, "test", segmentBytes, new DiskWriter() {});
            }
        };
    }

    @Nested
    class Records extends LogTck {
        @Override
        protected LogHarness harness() {
            return FileLogTest.this.harness(FileBrokerProvider.SEGMENT_BYTES);
        }
    }

    @Nested
    class RecordsInManySegments extends LogTck {
        @Override
        protected LogHarness harness() {
            return FileLogTest.this.harness(200);
        }
    }

    @Nested
    class Snapshots extends SnapshotTck {
        @Override
        protected LogHarness harness() {
            return FileLogTest.this.harness(FileBrokerProvider.SEGMENT_BYTES);
        }
    }

    @Nested
    class Requests extends RequestChannelTck {
        @Override
        protected LogHarness harness() {
            return FileLogTest.this.harness(FileBrokerProvider.SEGMENT_BYTES);
        }
    }

    @Nested
    class Followers extends FollowerTck {
        @Override
        protected LogHarness harness() {
            return FileLogTest.this.harness(FileBrokerProvider.SEGMENT_BYTES);
        }

        @Override
        protected BrokerProvider provider() {
            return new FileBrokerProvider();
        }

        @Override
        protected CodefleetOptions options() {
            return CodefleetOptions.of(folder.toUri().toString()).namespace("test");
        }
    }
}
