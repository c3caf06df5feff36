package tickhouse.demo;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the simulated exchange. */
@Command(
        name = "exchange",
        mixinStandardHelpOptions = true,
        description = "Runs a simulated Kalshi exchange on 127.0.0.1.")
public final class ExchangeMain implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8099", description = "The port to listen on; 0 is any free one.")
    private int port;

    @Option(names = "--markets", defaultValue = "20", description = "The number of markets.")
    private int markets;

    @Option(names = "--rate", defaultValue = "100", description = "Book changes and trades a second.")
    private int rate;

    @Option(names = "--seed", defaultValue = "1", description = "The seed of all chance.")
    private long seed;

    @Option(names = "--key-id", defaultValue = "demo-key", description = "The key id to accept.")
    private String keyId = "demo-key";

    @Option(names = "--ledger", description = "Write every frame sent to this file.")
    private Optional<Path> ledger = Optional.empty();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private KeySource keySource = new KeySource();

    private static final class KeySource {
        @Option(names = "--public-key", description = "A PEM file with the public key to accept.")
        private Optional<Path> publicKey = Optional.empty();

        @Option(names = "--generate-key", description = "Write a fresh kalshi.key here and accept it.")
        private Optional<Path> directory = Optional.empty();
    }

    private ExchangeMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ExchangeMain()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PublicKey key = keySource.directory.isPresent()
                ? KeyFiles.generate(keySource.directory.get())
                : KeyFiles.readPublicKey(keySource.publicKey.orElseThrow());
        ExchangeOptions options = new ExchangeOptions()
                .port(port)
                .markets(markets)
                .rate(rate)
                .seed(seed)
                .key(keyId, key);
        ledger.ifPresent(options::ledgerFile);
        SimulatedExchange exchange = new SimulatedExchange(options).start();
        Runtime.getRuntime().addShutdownHook(new Thread(exchange::close, "close"));
        System.out.println("Simulated exchange ready: " + exchange.webSocketUrl() + " " + exchange.restUrl());
        new CountDownLatch(1).await();
        return 0;
    }
}
