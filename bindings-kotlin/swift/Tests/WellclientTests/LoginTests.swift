// Logging in: its three modes, its refusals, its secrets.

import Foundation
import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct LoginTests {
    /// Agent 5001 again, on another extension.
    private func elsewhere(_ mode: LoginMode) -> LoginRequest {
        LoginRequest(
            jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8009", loginMode: mode, agentMode: .ready)
    }

    @Test func stopFailsAndNamesTheOtherDevice() async throws {
        try await laboratory { lab in
            _ = try await lab.desks(1)
            let second = try lab.desk()
            let reason = try await rejected { try await second.session.agentLogin(elsewhere(.stop)) }
            #expect(reason.kind == .loggedInElsewhere)
            #expect(reason.code == "loggedInElsewhere")
            #expect(reason.status == 455)
            #expect(reason.device == "8001@test.cc")
            #expect(reason.english != reason.chinese)
        }
    }

    @Test func forceTakesTheAgentOver() async throws {
        try await laboratory { lab in
            let first = try await lab.desks(1)[0]
            let second = try lab.desk()
            try await second.session.agentLogin(elsewhere(.force))
            try await first.sees("agentLoggedOff")
            #expect(second.session.identity() == Identity(agent: "5001@test.cc", device: "8009@test.cc"))
        }
    }

    @Test func aSupervisorLogsTheAgentOut() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let (agent, supervisor) = (desks[0], desks[1])
            #expect(agent.session.snapshot().sessionEnd == nil)
            try await supervisor.session.forceLogout(agent: "5001@test.cc", device: "8001@test.cc")
            #expect(try await agent.sees("sessionEnded").body == .sessionEnded(endReason: .forced))
            #expect(agent.session.snapshot().sessionEnd == .forced)
            #expect(!agent.session.snapshot().credentialsRefused)
        }
    }

    @Test func askDoesAsItIsAnswered() async throws {
        try await laboratory { lab in
            _ = try await lab.desks(1)
            let second = try lab.desk().session
            let refused = try await rejected {
                try await second.agentLogin(elsewhere(.ask)) { reason in
                    #expect(reason.device == "8001@test.cc")
                    return false
                }
            }
            #expect(refused.kind == .loggedInElsewhere)
            let done = try await lab.desk().session.agentLogin(elsewhere(.ask)) { _ in true }
            guard case .confirmed = done else { throw Unexpected("\(done)") }
        }
    }

    @Test func askThatThrowsIsAnsweredByNo() async throws {
        try await laboratory { lab in
            _ = try await lab.desks(1)
            let second = try lab.desk().session
            let refused = try await rejected {
                try await second.agentLogin(elsewhere(.ask)) { _ in throw Unexpected("dialog") }
            }
            #expect(refused.kind == .loggedInElsewhere)
        }
    }

    @Test func aWrongPasswordIsToldButNotWhich() async throws {
        try await laboratory { lab in
            let session = try lab.desk().session
            let request = LoginRequest(jobNumber: "5001", password: "hunter2", domain: "test.cc", ext: "8001")
            let reason = try await rejected { try await session.agentLogin(request) }
            #expect(reason.kind == .wrongCredentials)
            #expect(CommandError.rejected(reason: reason).localizedDescription == reason.english)
            var dumped = ""
            dump(request, to: &dumped)
            let texts = "\(request) \(String(reflecting: request)) \(dumped) \(reason) \(session.getLog())"
            #expect(!texts.contains("hunter2"))
            #expect(session.snapshot().phase == .loggedOut)
            #expect(session.saved() == nil)
        }
    }

    @Test func noTextShowsASecret() async throws {
        try await laboratory { lab in
            let saved = try #require(try await lab.desks(1)[0].session.saved())
            let options = ClientOptions(
                tls: TlsOptions(clientKeyPem: Data("hunter2".utf8)), proxy: "http://me:hunter2@127.0.0.1:1")
            var texts = "\(saved) \(options) \(String(reflecting: [options])) \(String(describing: options.tls))"
            dump(saved, to: &texts)
            dump(options, to: &texts)
            dump(options.tls, to: &texts)
            #expect(!texts.contains(saved.sessionId))
            #expect(!texts.contains("hunter2"))
        }
    }
}
