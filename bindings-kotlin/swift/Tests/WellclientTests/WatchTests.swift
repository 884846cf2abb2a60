// Watching agents: what a wallboard is told, and that nothing happens to whom it watches.

import Testing
import Wellclient

private let one = "5001@test.cc"
private let two = "5002@test.cc"

@Suite(.timeLimit(.minutes(2))) struct WatchTests {
    private func account(_ password: String = "123456") -> WatchAccount {
        WatchAccount(jobNumber: "5009", password: password, domain: "test.cc")
    }

    @Test func agentsAreFollowedAndNothingIsDone() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let (a, b) = (desks[0], desks[1])
            let watch = try lab.client.watch(try lab.options(), account(), [one])
            let events = watch.events(.agentNotReady)
            try await watch.open()
            #expect(watch.link() == .active && watch.snapshot(two) == nil)
            #expect(watch.snapshot(one)?.verified == false)
            try await a.session.setAgentMode(.notReady, reason: "lunch")
            let told = try await events.first { _ in true }
            #expect(told?.watched == one)
            try await a.session.setAgentMode(.ready)
            let talks = watch.events(.established)
            let call = try await a.session.makeCall("8002")
            try await b.sees("delivered")
            try await b.session.answerCall(call)
            _ = try await talks.first { _ in true }
            let row = try #require(watch.snapshot(one))
            #expect(row.agent?.device == "8001@test.cc")
            let shown = try #require(row.calls.first)
            #expect(shown.leg == .connected && shown.actions.allSatisfy { $0.reason?.kind == .watching })
            try await watch.follow(two)
            watch.unfollow(one)
            #expect(watch.agents() == [two])
            #expect(try await rejected { try await watch.follow("*") }.kind == .argument)
            await watch.close()
            #expect(a.session.snapshot().phase == .loggedIn)
        }
    }

    @Test func aWrongPasswordIsTold() async throws {
        try await laboratory { lab in
            let watch = try lab.client.watch(try lab.options(), account("no secret"), [one])
            #expect(try await rejected { try await watch.open() }.kind == .wrongCredentials)
        }
    }
}
