import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service in the middle: it has store count the visit and says who counted. */
public final class Api {
    public static void main(String[] args) throws IOException {
        URI store = URI.create(System.getenv("STORE"));
        String name = InetAddress.getLocalHost().getHostName();
        HttpServer server = HttpServer.create(new InetSocketAddress(8081), 0);
        server.createContext("/", exchange -> {
            int status = 200;
            String text;
            try (InputStream answer = store.toURL().openStream()) {
                text = "  api (" + name + ") asked store:\n"
                        + new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                status = 502;
                text = "  api (" + name + ") could not reach store: " + failure + "\n";
            }
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Files.writeString(Path.of("/tmp/ready"), "ready\n");
        System.out.println("listening on 8081");
    }
}
