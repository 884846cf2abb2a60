// The network lost and found, the application restarted, a bad day replayed.

import Foundation
import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct NetworkTests {
    @Test func aLostLinkComesBackAndWhatHappenedUnseenIsTold() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let (a, b) = (desks[0], desks[1])
            let call = try await a.session.makeCall("8002")
            try await b.sees("delivered")
            try lab.simulator.addFault(#"{"kind":"lose","on":{"agent":"5001@test.cc"}}"#)
            try await b.session.answerCall(call)
            lab.simulator.clearFaults()
            try lab.simulator.addFault(#"{"kind":"drop"}"#)
            try await a.sees("linkChanged") { event in
                if case .linkChanged(.waiting, _, .closed) = event.body { true } else { false }
            }
            #expect(try await a.sees("established").origin == .synthesized)
            try await a.sees("wsReconnectSucceed")
            #expect(a.session.metrics().reconnects >= 1)
            #expect(a.session.snapshot().link == .active)
        }
    }

    @Test func aSavedSessionIsTakenUpAfterARestart() async throws {
        try await laboratory { lab in
            let before = try await lab.desks(1)[0].session
            let saved = try #require(before.saved())
            await before.close()
            #expect(before.snapshot().phase == .closed)
            let restarted = try Client(ClientOptions(noProxy: true))
            let session = try restarted.session(lab.options())
            try await session.recover(saved)
            #expect(session.snapshot().agent?.id == "5001@test.cc")
            try await restarted.close()
        }
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        try await laboratory { lab in
            let session = try lab.desk().session
            try lab.simulator.stop()
            let reason = try await rejected { try await session.agentLogin(lab.request()) }
            #expect(reason.kind == .unreachable)
        }
    }

    @Test func aJournalReplaysToTheSameState() async throws {
        try await laboratory { lab in
            let journal = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).journal")
            defer { try? FileManager.default.removeItem(at: journal) }
            var options = try lab.options()
            options.journal = journal.path
            let a = Desk(try lab.client.session(options))
            try await a.session.agentLogin(lab.request())
            let call = try await a.session.makeCall("13800000000")
            try await a.sees("delivered")
            await a.session.close()
            let text = try String(contentsOf: journal, encoding: .utf8)
            #expect(!text.contains("123456"))
            let replay = try Replay(lines: text.split(separator: "\n"))
            let replayed = replay.notices().compactMap { notice in
                if case .happened(let event) = notice { event } else { nil }
            }
            #expect(replayed.contains { $0.kind == "originated" && $0.callId == call })
            #expect(replay.nextNotice() == nil)
            #expect(replay.snapshot().phase == .closed)
            #expect(throws: WellError.self) { try Replay(header: "no journal") }
            #expect(throws: WellError.self, "what was recorded stays") { try lab.client.session(options) }
            #expect(try String(contentsOf: journal, encoding: .utf8) == text)
        }
    }

    @Test func aJournalThatCannotBeWrittenIsToldAtOnce() async throws {
        try await laboratory { lab in
            var options = try lab.options()
            options.journal = "/no/such/folder/journal"
            do {
                _ = try lab.client.session(options)
                throw Unexpected("written")
            } catch WellError.file(let reason) {
                #expect(reason.contains("/no/such/folder/journal"))
            }
        }
    }

    @Test func presetsAreThereAndAWrongUrlIsNotTold() throws {
        #expect(Environment.presets.contains("CMB-PRO"))
        #expect(throws: WellError.self) { try Environment.preset("nowhere") }
        do {
            _ = try Environment.custom("http://me:hunter2@127.0.0.1")
            throw Unexpected("taken")
        } catch let error as WellError {
            #expect(!"\(error) \(error.localizedDescription)".contains("hunter2"))
        }
    }
}
