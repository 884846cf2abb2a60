// Texts, numbers and probes: what needs no agent, or speaks JSON.

import Foundation
import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct WordTests {
    /// What a debugger shows, too, must not end the program.
    @Test func aTextOfATimeThatIsNoneEndsNothing() {
        for time in [-1, .nan, .infinity, -.infinity, 1e300, 0.5] {
            let options = ClientOptions(connectTimeout: time, requestTimeout: time)
            #expect(!"\(options)".isEmpty && !String(reflecting: options).isEmpty)
            #expect(!"\(SessionOptions(environment: try! .custom("http://127.0.0.1"), timing: Timing(heartbeat: time)))".isEmpty)
        }
        #expect(throws: WellError.self) { try Client(ClientOptions(connectTimeout: -1)) }
    }

    @Test func aNumberIsTakenApartOrToldWhyNot() throws {
        let dialled = try DialString("938834600-Ww8002")
        #expect(dialled == DialString(mainNumber: "938834600", wait: 1.5, extension: "8002"))
        #expect(isPhoneNumber("938834600-Ww8002") && !isPhoneNumber("+86"))
        #expect(throws: WellError.self) { try DialString("+86") }
        #expect(CallFailure(failedCode: "11") == .noAnswer && CallFailure(failedCode: "99") == .other)
    }

    @Test func aServerIsProbedWithoutLoggingIn() async throws {
        try await laboratory { lab in
            let server = try lab.simulator.environment()
            #expect(try await lab.client.probeHttp(.post, server.login) == 401)
            #expect(try await lab.client.probeEvents(server.events).version == .v12)
            try lab.simulator.stop()
            do {
                throw Unexpected("\(try await lab.client.probeHttp(.get, server.api))")
            } catch let error as ProbeError {
                #expect(!error.localizedDescription.isEmpty)
            }
        }
    }

    @Test func anyVerbCanBeSaidInJson() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let session = desks[0].session
            let made = try await session.commandJson(#"{"verb":"makeCall","phoneNumber":"8002"}"#)
            #expect(made.contains(#""outcome":"confirmed""#))
            // Until then the other party may not be known.
            try await desks[0].sees("delivered")
            let snapshot = session.snapshot()
            let call = try #require(snapshot.calls.first)
            #expect(snapshot.call(call.callId) == call && snapshot.call("none") == nil)
            #expect(call.allows(.drop) && !call.allows(.answer) && !snapshot.allows(.makeCall))
            #expect(call.party("8002@test.cc")?.device == "8002@test.cc")
            #expect(session.snapshotJson().contains(call.callId))
            let refused = try await session.commandJson(#"{"verb":"holdCall","callId":"none"}"#)
            #expect(refused.contains(#""outcome":"rejected""#))
            do {
                throw Unexpected(try await session.commandJson(#"{"verb":"fly"}"#))
            } catch WellError.argument(let reason) {
                #expect(reason == #"no such verb: "fly""#)
            }
        }
    }
}
