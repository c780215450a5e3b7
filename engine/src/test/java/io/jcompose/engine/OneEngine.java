package io.jcompose.engine;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a real engine of its own. */
abstract class OneEngine {
    TestEngine test;
    Engine engine;

    @BeforeEach
    void open() throws IOException {
        test = TestEngine.open();
        engine = test.engine();
    }

    @AfterEach
    void close() throws IOException {
        if (test != null) {
            test.close();
        }
    }
}
