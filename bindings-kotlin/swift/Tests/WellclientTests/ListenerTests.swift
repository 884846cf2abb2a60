// Listeners: order, errors, what may not be done in one; and the diagnostics.

import Foundation
import Testing
import Wellclient

/// Kept from several threads.
final class Kept<Item: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var items: [Item] = []

    func add(_ item: Item) { lock.withLock { items.append(item) } }
    var all: [Item] { lock.withLock { items } }
}

// One at a time: the diagnostics are the whole process's.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ListenerTests {
    @Test func whatAListenerThrowsStopsNothingAndIsTold() async throws {
        try await laboratory { lab in
            let (lines, sink) = AsyncStream.makeStream(of: DiagnosticsLine.self)
            try DiagnosticsLog.set(.error) { sink.yield($0) }
            let desk = try lab.desk()
            let kinds = Kept<String>()
            await withCheckedContinuation { (closed: CheckedContinuation<Void, Never>) in
                desk.session.listen(ended: { closed.resume() }) { notice in
                    if case .happened(let event) = notice {
                        kinds.add(event.kind)
                        throw Unexpected("thrown on purpose")
                    }
                }
                Task { [session = desk.session, request = lab.request()] in
                    _ = try? await session.agentLogin(request)
                    await session.close()
                }
            }
            #expect(kinds.all.contains("linkChanged") && kinds.all.contains("agentLoggedOn"))
            let line = await lines.first { $0.message.contains("thrown on purpose") }
            #expect(line?.level == .error)
            DiagnosticsLog.unset()
        }
    }

    @Test func aListenerMayCallButNotWaitForItsOwnEnd() async throws {
        try await laboratory { lab in
            let desk = try lab.desk()
            let (told, tell) = AsyncStream.makeStream(of: (String?, (any Error)?).self)
            desk.session.on(.agentLoggedOn) { [session = desk.session, client = lab.client] _ in
                let closing = Result { try client.closeBlocking() }
                var error: (any Error)?
                if case .failure(let thrown) = closing { error = thrown }
                tell.yield((session.snapshot().agent?.id, error))
            }
            try await desk.session.agentLogin(lab.request())
            let (agent, error) = try #require(await told.first { _ in true })
            #expect(agent == "5001@test.cc")
            guard case .inCallback = error as? WellError else {
                throw Unexpected("\(String(describing: error))")
            }
        }
    }

    @Test func aCancelledSubscriptionIsSilent() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            let heard = Kept<Notice>()
            let subscription = session.listen { heard.add($0) }
            subscription.cancel()
            subscription.cancel()
            session.error("nobody hears this")
            await session.close()
            try await lab.client.close()
            #expect(!heard.all.contains { if case .logged = $0 { true } else { false } })
        }
    }

    @Test func aListenerIsLetGoOf() async throws {
        final class Held: Sendable {}
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            weak var first: Held?
            do {
                let held = Held()
                first = held
                session.listen { [held] _ in _ = held }.cancel()
            }
            #expect(first == nil)
            weak var second: Held?
            do {
                let held = Held()
                second = held
                session.listen { [held] _ in _ = held }
            }
            try await lab.client.close()
            #expect(second == nil)
        }
    }
}
