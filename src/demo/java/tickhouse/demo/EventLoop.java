package tickhouse.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The one thread on which the exchange lives, and the way onto it from others. */
final class EventLoop {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final Thread thread = await(() -> Future.succeededFuture(Thread.currentThread()));

    Vertx vertx() {
        return vertx;
    }

    /** Runs something again and again; after a pause of the machine once, and not as often as was missed. */
    void every(Duration interval, Runnable action) {
        vertx.setTimer(interval.toMillis(), timer -> {
            every(interval, action);
            action.run();
        });
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    /** Runs something on the loop and waits for its result; a failure is thrown here. */
    <T> T call(Supplier<T> action) {
        if (Thread.currentThread() == thread) {
            return action.get();
        }
        return await(() -> Future.succeededFuture(action.get()));
    }

    /** Starts something on the loop and waits until it is done. */
    <T> T await(Supplier<Future<T>> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            try {
                action.get().onSuccess(result::complete).onFailure(result::completeExceptionally);
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        return join(result);
    }

    void close() {
        join(vertx.close().toCompletionStage().toCompletableFuture());
    }

    private static <T> T join(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }
}
