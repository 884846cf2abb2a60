// A telephone in Java: logs in, calls, shows what happens, and hangs up. Ctrl-C ends after that: nobody is left alone in a
// call.
package examples;

import io.github.wellclient.Client;
import io.github.wellclient.CommandException;
import io.github.wellclient.Event;
import io.github.wellclient.Options;
import io.github.wellclient.Session;
import io.github.wellclient.SessionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public final class Softphone {
    /** The kinds of events that were seen while {@code number} was called. */
    public static List<String> call(String url, String number) throws Exception {
        var options = Options.client();
        options.setNoProxy(true);
        try (var client = new Client(options); var session = client.session(Options.environment(url))) {
            var seen = new CopyOnWriteArrayList<String>();
            session.listen(new SessionListener() {
                @Override
                public void onEvent(Event event) {
                    System.out.println(event.getRaw());
                    seen.add(event.getKind());
                }
            });
            run(session, number);
            return seen;
        }
    }

    private static void run(Session session, String number) throws Exception {
        var phone = session.blocking();
        phone.agentLogin(Options.login("5001", "123456", "test.cc", "8001"));
        var call = phone.makeCall(number);
        try {
            var data = session.futures().getCallData(call).get(20, TimeUnit.SECONDS);
            System.out.println(data.getEntries());
        } finally {
            phone.dropConnection();
        }
        try {
            phone.holdCall(call);
        } catch (CommandException.Rejected rejected) {
            System.out.println(rejected.getReason().getKind() + ": " + rejected.getReason().getChinese());
        }
        phone.logout();
    }

    public static void main(String[] arguments) throws Exception {
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                over.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            call(arguments[0], arguments[1]);
        } finally {
            over.countDown();
        }
    }

    private Softphone() {}
}
