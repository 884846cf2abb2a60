// Tasks: cancellation, many at once, streams that end.

import Testing
import Wellclient

@Suite(.timeLimit(.minutes(2))) struct TaskTests {
    @Test func aCancelledTaskStopsWaitingAndTheCommandGoesOn() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let call = try await desks[0].session.makeCall("8002")
            try await desks[1].sees("delivered")
            // Carried out, but not answered while the test runs; nor is its event told.
            try lab.simulator.addFault(#"{"kind":"http","on":{"verb":"answerCall"},"reply":"hang","carried_out":true}"#)
            let held = try lab.simulator.addFault(#"{"kind":"lose","on":{"event":"established"}}"#)
            let session = desks[1].session
            let answering = Task { try await session.answerCall(call) }
            try await until { try lab.simulator.state().contains(#""state":"connected""#) }
            answering.cancel()
            await #expect(throws: CancellationError.self) { try await answering.value }
            lab.simulator.removeFault(held)
            lab.simulator.clearFaults()
            try lab.simulator.addFault(#"{"kind":"drop"}"#)
            let established = try await desks[1].sees("established")
            #expect(established.callId == call && established.origin == .synthesized)
        }
    }

    @Test func aTaskThatIsCancelledAlreadyGivesNoCommand() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(2)[0].session
            let calling = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await session.makeCall("8002")
            }
            await #expect(throws: CancellationError.self) { try await calling.value }
            #expect(session.snapshot().calls.isEmpty)
        }
    }

    #if os(Linux)
    @Test func aCommandIsGivenBeforeItsFunctionSuspends() async throws {
        try await laboratory { lab in
            for _ in 0..<300 {
                let session = try lab.desk().session
                // It runs here until it waits for its end.
                let calling = Task(executorPreference: InPlace()) { try await session.makeCall("8002") }
                await session.close()
                let reason = try await rejected { try await calling.value }
                #expect(reason.kind == .notLoggedIn)
            }
        }
    }
    #endif

    @Test func manyTasksAskAtOnce() async throws {
        try await laboratory { lab in
            let sessions = try await lab.desks(4).map(\.session)
            let answers = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<400 {
                    let session = sessions[number % sessions.count]
                    group.addTask {
                        _ = session.snapshot()
                        return try await session.getClientState().agent?.agentId
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers == Set(sessions.map { $0.identity()?.agent }))
        }
    }

    @Test func aStreamEndsWithTheSession() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            let notices = session.notices()
            session.error("the last line")
            await session.close()
            var lines: [String] = []
            for await notice in notices {
                if case .logged(let line) = notice { lines.append(line.content) }
            }
            #expect(lines.contains { $0.contains("the last line") })
        }
    }

    @Test func aStreamEndsWithTheTaskThatReadsIt() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            for _ in 0..<100 {
                let reading = Task { [notices = session.notices()] in
                    for await _ in notices {}
                }
                reading.cancel()
                await reading.value
            }
        }
    }

    @Test func aReaderThatIsTooSlowIsToldSo() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            let notices = session.notices(capacity: 2)
            for number in 0..<100 { session.error("line \(number)") }
            guard case .lagged(let missed, let snapshot) = await notices.first(where: { _ in true }) else {
                throw Unexpected("nothing was missed")
            }
            #expect(missed >= 98)
            #expect(snapshot.agent != nil)
        }
    }

    /// Only events take places, and only those that were asked for; and what is lost is thrown.
    @Test func aReaderOfEventsThatIsTooSlowIsToldSoAndMayReadOn() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            let few = session.events(.agentReady, .agentNotReady, capacity: 2)
            let one = session.events(AgentNotReadyEvent.self, capacity: 2)
            for number in 0..<100 { session.error("line \(number)") }
            try await session.setAgentMode(.notReady)
            try await session.setAgentMode(.ready)
            var read = few.makeAsyncIterator()
            #expect(try await read.next()?.eventKind == .agentNotReady)
            #expect(try await read.next()?.eventKind == .agentReady)
            for _ in 0..<3 {
                try await session.setAgentMode(.notReady)
                try await session.setAgentMode(.ready)
            }
            do {
                while try await read.next() != nil {}
                throw Unexpected("nothing was missed")
            } catch let gap as EventsMissed {
                #expect(gap.missed >= 4 && gap.snapshot.agent != nil && "\(gap)".contains("missed"))
            }
            // The same stream goes on.
            try await session.setAgentMode(.notReady)
            for try await event in few where event.eventKind == .agentNotReady { break }
            await #expect(throws: EventsMissed.self) { for try await _ in one {} }
        }
    }

    @Test func aStreamOfEventsEndsWithTheTaskThatReadsIt() async throws {
        try await laboratory { lab in
            let session = try await lab.desks(1)[0].session
            for _ in 0..<100 {
                let reading = Task { [events = session.events(.held)] in
                    for try await _ in events {}
                }
                reading.cancel()
                try await reading.value
            }
        }
    }

    @Test func commandsUnderWayEndAsUnknownWhenTheSessionIsClosed() async throws {
        try await laboratory { lab in
            let desks = try await lab.desks(2)
            let call = try await desks[0].session.makeCall("8002")
            try await desks[1].sees("delivered")
            try lab.simulator.addFault(#"{"kind":"http","on":{"verb":"answerCall"},"reply":"hang"}"#)
            let session = desks[1].session
            let answering = Task { try await session.answerCall(call) }
            try await until { try lab.simulator.log().contains("answerCall") }
            await session.close()
            do {
                _ = try await answering.value
                throw Unexpected("answered")
            } catch let error as CommandError {
                #expect(error.isUnknown)
                #expect(error.reason.kind == .sessionClosed)
            }
        }
    }
}

#if os(Linux)
private final class InPlace: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
    }
}
#endif

/// Waits until something holds that nobody tells of.
private func until(_ holds: () throws -> Bool) async throws {
    while try !holds() { try await Task.sleep(nanoseconds: 2_000_000) }
}
