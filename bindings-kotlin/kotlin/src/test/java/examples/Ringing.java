// Events by their type in Java: read as a stream, or told to a lambda.
package examples;

import io.github.wellclient.CallId;
import io.github.wellclient.DeviceId;
import io.github.wellclient.EventBody;
import io.github.wellclient.Session;
import java.util.concurrent.CompletableFuture;

public final class Ringing {
    /** Who calls next; waits until somebody does. */
    public static DeviceId next(Session session) {
        try (var ringing = session.blocking().events(EventBody.Delivered.class)) {
            return ringing.filter(EventBody.Delivered::isOwn).findFirst().orElseThrow().getCallingDevice();
        }
    }

    /** The call that is answered next. */
    public static CompletableFuture<CallId> answered(Session session) {
        var call = new CompletableFuture<CallId>();
        session.on(EventBody.Established.class, talking -> call.complete(talking.getCall().getCallId()));
        return call;
    }

    private Ringing() {}
}
