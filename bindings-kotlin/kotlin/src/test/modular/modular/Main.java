// A program on the module path: a call in the simulator, its events read as a stream.
package modular;

import io.github.wellclient.Client;
import io.github.wellclient.EventBody;
import io.github.wellclient.Options;
import io.github.wellclient.Simulator;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        if (!Client.class.getModule().isNamed()) throw new AssertionError("not on the module path");
        var options = Options.client();
        options.setNoProxy(true);
        try (var simulator = new Simulator(); var client = new Client(options)) {
            try (var session = client.session(Options.session(simulator.environment()))) {
                var phone = session.blocking();
                try (var answered = phone.events(EventBody.Established.class)) {
                    phone.agentLogin(Options.login("5001", "123456", "test.cc", "8001"));
                    phone.makeCall("13800000000");
                    System.out.println("talking: " + answered.findFirst().orElseThrow().getAnsweringDevice());
                }
                phone.dropConnection();
                phone.logout();
            }
        }
    }

    private Main() {}
}
