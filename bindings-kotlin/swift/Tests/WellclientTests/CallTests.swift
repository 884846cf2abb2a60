// A telephone's day: calls, consultation, conference, transfer, over real sockets.

import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct CallTests {
    @Test func aCallIsMadeAnsweredAndDropped() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let (a, b) = (desks[0], desks[1])
            let call = try await a.session.makeCall("8002")
            try await b.sees("delivered")
            #expect(
                try await b.session.answerCall(call)
                    == .confirmed(evidence: .event(name: "established"), pendingMode: nil))
            let established = try await a.sees("established")
            let body = try #require(established.body.established)
            #expect(established.body.delivered == nil)
            #expect(body.call.callId == call && established.callId == call)
            #expect(body.answeringDevice == "8002@test.cc")
            #expect(established.raw.contains(call))
            let second = try #require(established.meta.localTime?.second)
            #expect(established.meta.eventTime?.suffix(2) == (second < 10 ? "0\(second)" : "\(second)"))
            let shown = try #require(a.session.snapshot().calls.first)
            #expect(shown.leg == .connected)
            #expect(a.session.may(.hold, call))
            #expect(a.session.refusal(.answer, call)?.kind == .wrongState)
            #expect(try a.session.refusal(.makeCall)?.kind == .callUp)
            #expect(try a.session.may(.forceListen) && a.session.may(.forceListen, "somebody's"))
            #expect(try a.session.may(.drop) && a.session.snapshot().allows(.uploadLog))
            #expect(throws: WellError.self) { try a.session.may(.hold) }
            #expect(shown.actions.contains { $0.verb == .hold && $0.allowed })
            #expect("\(Verb.hold)" == "holdCall" && Verb(named: "holdCall") == .hold && Verb(named: "x") == nil)
            try await a.session.dropConnection()
            #expect(try await a.sees("callCleared").body.callCleared?.endReason == .hungUp)
            #expect(try await b.sees("callCleared").body.callCleared?.endReason == .hungUpByOther)
            #expect(b.session.snapshot().calls.isEmpty)
        }
    }

    @Test func callDataTravelsWithTheCall() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let call = try await desks[0].session.makeCall("8002")
            let entries = [CallDataEntry(key: "customer", value: "张三")]
            try await desks[0].session.setCallData(call, entries: entries)
            #expect(try await desks[0].session.getCallData(call).entries == entries)
            #expect(try await desks[0].session.getCallData(call)["customer"] == "张三")
        }
    }

    /// a talks to b, and consults c, who has answered: the held call and the consultation.
    private func consultation(_ a: Desk, _ b: Desk, _ c: Desk) async throws -> (CallId, CallId) {
        let held = try await a.session.makeCall("8002")
        try await b.sees("delivered")
        try await b.session.answerCall(held)
        try await a.sees("established")
        let consulted = try await a.session.consult(held, number: "8003")
        try await c.sees("delivered")
        try await c.session.answerCall(consulted)
        try await a.sees("established")
        return (held, consulted)
    }

    @Test func aConsultationBecomesAConference() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(3)
            let a = desks[0]
            let (held, consulted) = try await consultation(a, desks[1], desks[2])
            let shown = a.session.snapshot().calls.first { $0.callId == consulted }
            #expect(shown?.consultationOf == held)
            try await a.session.conference(held: held, consulted: consulted)
            try await a.sees("conferenced")
            let call = try #require(a.session.snapshot().calls.first)
            #expect(call.conference)
            #expect(call.parties.count == 3)
        }
    }

    @Test func aConsultationBecomesATransfer() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(3)
            let (held, consulted) = try await consultation(desks[0], desks[1], desks[2])
            try await desks[0].session.transferCall(held: held, consulted: consulted)
            try await desks[2].sees("transferred")
            // Its own legs are cleared behind the transfer.
            while !desks[0].session.snapshot().calls.isEmpty { try await desks[0].sees("callCleared") }
            let parties = try #require(desks[2].session.snapshot().calls.first).parties
            #expect(Set(parties.map(\.device)) == ["8002@test.cc", "8003@test.cc"])
        }
    }

    @Test func aGuardRefusesAndSendsNothing() async throws {
        try await laboratory { lab in
            let a = try await lab.desks(1)[0]
            #expect(try await rejected { try await a.session.makeCall("8001") }.kind == .ownExtension)
            #expect(try await rejected { try await a.session.dropConnection() }.kind == .noCall)
        }
    }

    @Test func eventsCanBeHadByKindAndByWhatTheySay() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let delivered = desks[0].session.events(.delivered)
            let said = desks[1].session.events(DeliveredEvent.self)
            let (told, tell) = AsyncStream.makeStream(of: ServiceInitiatedEvent.self)
            desks[0].session.on(ServiceInitiatedEvent.self) { tell.yield($0) }
            let call = try await desks[0].session.makeCall("8002")
            let event = try await delivered.first { _ in true }
            #expect(event?.meta.eventName == "delivered" && event?.eventKind == .delivered)
            let ringing = try #require(try await said.first { _ in true })
            #expect(ringing.isOwn && ringing.alertingDevice == "8002@test.cc" && ringing.call.callId == call)
            let begun = try #require(await told.first { _ in true })
            #expect(begun.initiatedDevice == "8001@test.cc")
        }
    }

    /// Each kind has its word, which the library knows, and a structure.
    @Test func everyKindIsKnown() {
        #expect(EventKind(rawValue: "nope") == nil && EventKind(rawValue: "wsDisconnected") == .wsDisconnected)
        #expect(WsDisconnectedEvent(.wsDisconnected) != nil)
        #expect(WsDisconnectedEvent(.other) == nil && OtherEvent(.other) != nil)
    }
}
