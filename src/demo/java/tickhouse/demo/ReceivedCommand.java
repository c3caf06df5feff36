package tickhouse.demo;

/** A text frame a client sent, and on which connection. */
public record ReceivedCommand(int connection, String text) {}
