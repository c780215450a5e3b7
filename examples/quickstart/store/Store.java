import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service with the data: it counts visits in a file of the named volume. */
public final class Store {
    private static final Path VISITS = Path.of("/data/visits");

    public static void main(String[] args) throws IOException {
        String name = InetAddress.getLocalHost().getHostName();
        // The server has one thread, so that visits are counted one after the other.
        HttpServer server = HttpServer.create(new InetSocketAddress(8082), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("    store (" + name + ") counted visit " + count() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Files.writeString(Path.of("/tmp/ready"), "ready\n");
        System.out.println("listening on 8082");
    }

    private static long count() throws IOException {
        long visits = Files.exists(VISITS) ? Long.parseLong(Files.readString(VISITS).strip()) + 1 : 1;
        Files.writeString(VISITS, visits + "\n");
        return visits;
    }
}
