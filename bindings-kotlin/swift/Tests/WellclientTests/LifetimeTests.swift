// Ends: of sessions, clients, threads; and a library of another version.

import Foundation
import Testing

@testable import Wellclient

@Suite(.serialized, .timeLimit(.minutes(5))) struct LifetimeTests {
    @Test func tenThousandSessionsAreMadeAndClosed() async throws {
        try await laboratory { lab in
            let options = try lab.options()
            for _ in 0..<10_000 { await (try lab.client.session(options)).close() }
            #expect(lab.client.metrics().events == 0)
        }
    }

    #if os(Linux)
    /// Resident memory, in KiB.
    private func resident() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    @Test func whatIsLetGoOfIsFreed() async throws {
        let environment = try Environment.custom("http://127.0.0.1:9")
        func round() async throws {
            let client = try Client(ClientOptions(noProxy: true))
            for _ in 0..<200 {
                let session = try client.session(environment)
                let notices = session.notices()
                session.error("a line")
                _ = await notices.first { _ in true }
                session.listen { _ in }
            }
            try await client.close()
        }
        for _ in 0..<3 { try await round() }
        let before = try resident()
        for _ in 0..<10 { try await round() }
        let grown = try resident() - before
        // 2,000 sessions, at 20 KiB and more each.
        #expect(grown < 20_000, "\(grown) KiB")
    }
    #endif

    @Test func aClientThatIsClosedMakesNothingAnyMore() async throws {
        try await laboratory { lab in
            try await lab.client.close()
            let closed = WellError.closed(reason: "the client is closed")
            #expect(throws: closed) { try lab.client.session(try lab.options()) }
            let account = WatchAccount(jobNumber: "5009", password: "123456", domain: "test.cc")
            #expect(throws: closed) { try lab.client.watch(try lab.simulator.environment(), account, ["5001@test.cc"]) }
            #expect("\(closed)" == "the client is closed")
        }
    }

    @Test func closingTwiceAndFromManySidesIsClosingOnce() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { await session.close() }
                    group.addTask { [client = lab.client] in try await client.close() }
                }
                try await group.waitForAll()
            }
            #expect(session.snapshot().phase == .closed)
            #expect(!session.getLog().isEmpty)
            #expect(try await rejected { try await session.makeCall("8002") }.kind == .closed)
        }
    }

    @Test func whatIsLetGoOfWhileCommandsAreUnderWayIsClosedBehindThem() async throws {
        try await laboratory { lab in
            let options = try lab.options()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask { [client = lab.client, request = lab.request(number + 10)] in
                        let notices = try client.session(options).notices()
                        try await client.session(options).agentLogin(request)
                        _ = notices
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aClientMayGoBeforeItsSessions() async throws {
        try await laboratory { lab in
            var gone: Client? = try Client(ClientOptions(noProxy: true))
            let session = try #require(try gone?.session(lab.options()))
            gone = nil
            try await session.agentLogin(lab.request())
            await session.close()
        }
    }

    @Test func timesThatAreNoneAreRefused() async throws {
        let options = SessionOptions(environment: try .custom("http://127.0.0.1:9"))
        let client = try Client(ClientOptions(noProxy: true))
        for none in [-1, .nan, .infinity, -.infinity, 1e300] as [TimeInterval] {
            #expect(throws: WellError.self) { try Client(ClientOptions(connectTimeout: none)) }
            #expect(throws: WellError.self) { try Client(ClientOptions(requestTimeout: none)) }
            var odd = options
            odd.timing = Timing(ask: none)
            #expect(throws: WellError.self) { try client.session(odd) }
            odd = options
            odd.reconnect = .fixed(attempts: 1, delay: none)
            #expect(throws: WellError.self) { try client.session(odd) }
            odd.reconnect = .spread(window: 25, giveUpAfter: none)
            #expect(throws: WellError.self) { try client.session(odd) }
        }
        for policy in [.spread(window: 25, giveUpAfter: nil), .manual2, .manual4, .manual2018] as [ReconnectPolicy] {
            var named = options
            named.reconnect = policy
            _ = try client.session(named)
        }
        var most = options
        most.timing = Timing(ask: 0, clockJump: 1e9)
        _ = try client.session(most)
        try await client.close(timeout: .infinity)
        try client.closeBlocking(timeout: .nan)
    }

    @Test func aLibraryOfAnotherVersionIsAnErrorThatNamesBoth() throws {
        try Library.check(version())
        #expect(Library.version == version())
        do {
            try Library.check("9.9.9")
            throw Unexpected("it fits")
        } catch let mismatch as LibraryMismatch {
            #expect("\(mismatch)".contains("9.9.9") && "\(mismatch)".contains(version()))
        }
    }
}
