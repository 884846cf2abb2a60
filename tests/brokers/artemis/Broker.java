// ActiveMQ Artemis with STOMP over WebSocket, on a port and with a working folder of the caller's: Broker <port> <folder>.

import java.io.File;
import java.util.Set;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

public final class Broker {
    /** Octets of a WebSocket message; Artemis takes 64 KiB by default. */
    private static final int MESSAGE = 16 << 20;

    public static void main(String[] arguments) throws Exception {
        var configuration = new ConfigurationImpl();
        configuration.setBrokerInstance(new File(arguments[1]));
        configuration.setPersistenceEnabled(false);
        configuration.addAcceptorConfiguration("stomp", "tcp://127.0.0.1:" + arguments[0]
            + "?protocols=STOMP;multicastPrefix=/topic/;webSocketMaxFramePayloadLength=" + MESSAGE
            + ";stompMaxFramePayloadLength=" + MESSAGE);

        // "guest" may do everything, "nobody" may log in.
        var users = new SecurityConfiguration();
        users.addUser("guest", "guest");
        users.addRole("guest", "all");
        users.addUser("nobody", "nobody");
        users.addRole("nobody", "none");
        configuration.putSecurityRoles("#", Set.of(
            new Role("all", true, true, true, true, true, true, true, true, true, true)));

        var broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        broker.start();
    }
}
