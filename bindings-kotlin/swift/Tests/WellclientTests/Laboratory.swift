// What the tests share: a simulated call center, a client, agents at their desks.

import Foundation
import Testing
import Wellclient

/// A session whose events are kept until they are looked at.
final class Desk {
    let session: Session
    private let notices: AsyncStream<Notice>

    init(_ session: Session) {
        self.session = session
        notices = session.notices()
    }

    /// Passes over all events up to this kind. A test that waits in vain ends by its time limit.
    @discardableResult
    func sees(_ kind: String, such: (Event) -> Bool = { _ in true }) async throws -> Event {
        for await notice in notices {
            if case .happened(let event) = notice, event.kind == kind, such(event) { return event }
        }
        throw Unexpected("the session has ended before `\(kind)`")
    }
}

struct Unexpected: Error {
    let what: String

    init(_ what: String) { self.what = what }
}

/// A call center of one test's own.
struct Laboratory {
    let simulator: Simulator
    let client: Client

    func options() throws -> SessionOptions {
        SessionOptions(
            environment: try simulator.environment(),
            settings: Settings(autoAnswer: false),
            reconnect: .fixed(attempts: 200, delay: 0.05),
            timing: Timing(betweenCalls: 0))
    }

    func desk() throws -> Desk { Desk(try client.session(options())) }

    func request(_ number: Int = 1, _ mode: LoginMode? = nil) -> LoginRequest {
        LoginRequest(
            jobNumber: "\(5000 + number)", password: "123456", domain: "test.cc", ext: "\(8000 + number)",
            loginMode: mode, agentMode: .ready)
    }

    /// Agents 5001, 5002, … on 8001, 8002, …, logged in and ready.
    func desks(_ count: Int) async throws -> [Desk] {
        var desks: [Desk] = []
        for number in 1...count {
            let desk = try desk()
            try await desk.session.agentLogin(request(number))
            try await desk.sees("agentReady")
            desks.append(desk)
        }
        return desks
    }
}

/// A test in a laboratory of its own.
func laboratory(_ test: (Laboratory) async throws -> Void) async throws {
    let laboratory = Laboratory(simulator: try Simulator(), client: try Client(ClientOptions(noProxy: true)))
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await test(laboratory))
    } catch {
        outcome = .failure(error)
    }
    try await laboratory.client.close()
    try laboratory.simulator.stop()
    try outcome.get()
}

/// Why a command is rejected that is to be.
func rejected<Answer>(_ command: () async throws -> Answer) async throws -> Reason {
    do {
        let answer = try await command()
        throw Unexpected("not rejected: \(answer)")
    } catch CommandError.rejected(let reason) {
        return reason
    }
}
