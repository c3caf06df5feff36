package tickhouse.clickhouse.embedded;

/** A user with a password, beside the user {@code default} that has none. */
public record EngineUser(String name, String password, boolean readOnly) {
    public EngineUser {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || name.equals("default")) {
            throw new IllegalArgumentException("Not a name for a user of the embedded engine: " + name);
        }
    }

    @Override
    public String toString() {
        return "EngineUser[name=" + name + ", readOnly=" + readOnly + "]";
    }
}
