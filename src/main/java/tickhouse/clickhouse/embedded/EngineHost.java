package tickhouse.clickhouse.embedded;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The child process that hosts the engine; it ends when its standard input ends. */
public final class EngineHost {
    static final int DIRECTORY_IN_USE = 4;

    private static final int FAILED = 3;
    private static final int PARENT_IS_GONE = 5;
    private static final long SECONDS_TO_FINISH = 15;
    private static final int[] HANGUP_INTERRUPT_TERMINATE = {1, 2, 15};
    private static final Pointer IGNORE = Pointer.createConstant(1);

    private EngineHost() {}

    /** Arguments: the library, the data directory, the parent's process id, then the engine's own arguments. */
    public static void main(String[] arguments) throws IOException {
        if (!DirectoryLock.of(Path.of(arguments[1])).holdForLife()) {
            System.err.println("Another engine uses this data directory.");
            Runtime.getRuntime().halt(DIRECTORY_IN_USE);
        }
        endAfterParent(Long.parseLong(arguments[2]));
        leaveSignalsToTheParent();
        String error = run(arguments[0], Arrays.copyOfRange(arguments, 3, arguments.length));
        if (error != null) {
            System.err.println(error);
        }
        // Not exit(): the engine's threads do not survive the JVM's orderly shutdown.
        Runtime.getRuntime().halt(error == null ? 0 : FAILED);
    }

    private static @Nullable String run(String library, String[] engineArguments) {
        NativeLibrary engine = NativeLibrary.getInstance(library);
        Object[] call = {engineArguments.length, new StringArray(engineArguments, "UTF-8")};
        Pointer result = engine.getFunction("chdb_query_cmdline").invokePointer(call);
        return engine.getFunction("chdb_result_error").invokeString(new Object[] {result}, false);
    }

    /** A backstop: the end of standard input, which comes with the parent's death, should have been enough. */
    private static void endAfterParent(long parent) {
        CompletableFuture<?> death = ProcessHandle.of(parent)
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        Thread watch = new Thread(
                () -> {
                    death.join();
                    try {
                        TimeUnit.SECONDS.sleep(SECONDS_TO_FINISH);
                    } catch (InterruptedException impatient) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(PARENT_IS_GONE);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Ctrl-C and a service manager's stop reach the whole group; the parent still has rows to insert then. */
    private static void leaveSignalsToTheParent() {
        NativeLibrary libc = NativeLibrary.getInstance("c");
        libc.getFunction("setsid").invokeInt(new Object[0]);
        for (int signal : HANGUP_INTERRUPT_TERMINATE) {
            libc.getFunction("signal").invokePointer(new Object[] {signal, IGNORE});
        }
    }
}
