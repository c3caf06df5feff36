package tickhouse;

/** The command line of Tickhouse. */
public final class Application {
    private Application() {}

    public static void main(String[] arguments) {
        System.out.println("tickhouse");
    }
}
