// A program that is shrunk with the AAR's rules, and must still work: commands, listeners, errors, diagnostics.
import io.github.wellclient.CallId;
import io.github.wellclient.Client;
import io.github.wellclient.CommandException;
import io.github.wellclient.DiagnosticsLevel;
import io.github.wellclient.DiagnosticsLog;
import io.github.wellclient.Event;
import io.github.wellclient.Options;
import io.github.wellclient.SessionListener;
import io.github.wellclient.Simulator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class Smoke {
    public static void main(String[] arguments) throws Exception {
        DiagnosticsLog.set(DiagnosticsLevel.INFO, line -> {});
        var options = Options.client();
        options.setNoProxy(true);
        try (var simulator = new Simulator();
                var client = new Client(options);
                var session = client.session(simulator.environment())) {
            var heard = new Listener();
            session.listen(heard);
            var phone = session.blocking();
            phone.agentLogin(Options.login("5001", "123456", "test.cc", "8001"));
            CallId call = phone.makeCall("13800000000");
            require(session.snapshot().getCalls().size() == 1, "the call is in the snapshot");
            require(heard.established.await(20, TimeUnit.SECONDS), "the listener is told: " + heard.kinds);
            try {
                phone.makeCall("13800000000");
                require(false, "a second call is refused");
            } catch (CommandException.Rejected refused) {
                require(refused.getReason().getCode().equals("callUp"), refused.getReason().getCode());
            }
            phone.dropConnection(call);
            session.futures().logout().get();
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static class Listener implements SessionListener {
        final Set<String> kinds = ConcurrentHashMap.newKeySet();
        final CountDownLatch established = new CountDownLatch(1);

        @Override
        public void onEvent(Event event) {
            kinds.add(event.getKind());
            if (event.getKind().equals("established")) {
                established.countDown();
            }
        }
    }
}
