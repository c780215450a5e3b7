import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service that is reached from outside: it asks api and passes the answer on. */
public final class Web {
    public static void main(String[] args) throws IOException {
        URI api = URI.create(System.getenv("API"));
        String name = InetAddress.getLocalHost().getHostName();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            int status = 200;
            String text;
            try (InputStream answer = api.toURL().openStream()) {
                text = "web (" + name + ") asked api:\n" + new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                status = 502;
                text = "web (" + name + ") could not reach api: " + failure + "\n";
            }
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Files.writeString(Path.of("/tmp/ready"), "ready\n");
        System.out.println("ready: curl localhost:8080");
    }
}
