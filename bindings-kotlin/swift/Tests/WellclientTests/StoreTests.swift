// What is saved of a session: as bytes, and in a store that the session keeps current.

import Foundation
import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct StoreTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).session").path
    private let key = Data(0..<32)

    private func fault(_ store: SessionStore) throws -> StoreFault {
        do {
            throw Unexpected("it can be read: \(String(describing: try store.load()))")
        } catch WellError.store(let fault, _) {
            return fault
        }
    }

    @Test func aConsultationSurvivesInAStore() async throws {
        let store = SessionStore(path: path, key: key)
        #expect(try store.load() == nil)
        try await laboratory { lab in
            let (b, c) = (try lab.desk(), try lab.desk())
            try await b.session.agentLogin(lab.request(2))
            try await c.session.agentLogin(lab.request(3))
            var options = try lab.options()
            options.store = store
            let before = Desk(try lab.client.session(options))
            try await before.session.agentLogin(lab.request())
            let held = try await before.session.makeCall("8002")
            try await b.sees("delivered")
            try await b.session.answerCall(held)
            try await before.sees("established")
            let second = try await before.session.consult(held, number: "8003")
            try await c.sees("delivered")
            await before.session.close()

            let saved = try #require(try store.load())
            var shown = ""
            dump(saved, to: &shown)
            dump(store, to: &shown)
            #expect(!shown.contains(saved.sessionId))
            let session = try lab.client.session(options)
            try await session.recover(saved)
            let snapshot = session.snapshot()
            #expect(snapshot.calls.map(\.callId) == [held, second])
            #expect(snapshot.calls[0].leg == .hold)
            #expect(snapshot.calls[0].doubts.contains(.leg))
            #expect(snapshot.calls[1].consultationOf == held)
            #expect(!snapshot.callsComplete)
            await session.close()
        }
        try store.remove()
        #expect(try store.load() == nil)
    }

    @Test func itIsHandedOverAsBytes() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            let saved = try #require(session.saved())
            #expect(saved.state != nil)
            #expect(try SavedSession(bytes: saved.toBytes()) == saved)
            #expect(throws: WellError.self) { try SavedSession(bytes: Data("[]".utf8)) }
            var bad = saved
            bad.state = "hunter2"
            let other = try lab.desk().session
            let reason = try await rejected { [bad] in try await other.recover(bad) }
            #expect(reason.kind == .argument)
        }
    }

    @Test func whatIsNoStoreSaysWhatItIs() throws {
        let (sealed, plain) = (SessionStore(path: path, key: key), SessionStore(path: path))
        let saved = SavedSession(agent: "5001@test.cc", device: "8001@test.cc", sessionId: "hunter2")
        try sealed.save(saved)
        #expect(try sealed.load() == saved)
        #expect(try fault(plain) == .needsKey)
        #expect(try fault(SessionStore(path: path, key: Data(count: 32))) == .otherKey)
        let file = URL(fileURLWithPath: path)
        let good = try Data(contentsOf: file)
        try good.prefix(20).write(to: file)
        #expect(try fault(sealed) == .truncated)
        try Data("[session]".utf8).write(to: file)
        #expect(try fault(sealed) == .notAStore)
        try plain.save(saved)
        #expect(try fault(sealed) == .notSealed)
        #expect(throws: WellError.self) { try SessionStore(path: path, key: Data(count: 31)).load() }
        try plain.remove()
    }
}
