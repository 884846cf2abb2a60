// The runner's sessions, and what it does with them.

import Foundation
import Wellclient

private let output = NSLock()

func say(_ line: Line) {
    output.withLock { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}

func answer(_ request: Line, _ parts: Parts = [:]) -> Line {
    var answer = Line("answer", ["id": request["id"]])
    answer.put(parts)
    return answer
}

/// One session of the runner's.
actor Desk {
    private nonisolated let looks: Looks

    private enum Looks {
        case session(Session)
        case watch(Watch)
    }

    /// Tells all that the session tells, to its end.
    private let telling: Task<Void, Never>

    /// The log-in's question that waits for an answer.
    private var question: AsyncStream<Bool>.Continuation?

    init(_ name: String, _ watch: Watch) {
        looks = .watch(watch)
        telling = Task { [notices = watch.notices()] in
            for await notice in notices { say(told(name, notice)) }
        }
    }

    nonisolated func session() throws -> Session {
        guard case .session(let session) = looks else { throw Trouble("it is a watch") }
        return session
    }

    nonisolated func watch() throws -> Watch {
        guard case .watch(let watch) = looks else { throw Trouble("it is no watch") }
        return watch
    }

    init(_ name: String, _ session: Session) {
        looks = .session(session)
        telling = Task { [notices = session.notices()] in
            for await notice in notices { say(told(name, notice)) }
        }
    }

    /// Asks, and waits for the answer.
    func ask(_ line: Line) async -> Bool {
        let (answers, question) = AsyncStream<Bool>.makeStream()
        self.question = question
        say(line)
        return await answers.first { _ in true } ?? false
    }

    func answer(force: Bool) throws {
        guard let question else { throw Trouble("nothing was asked") }
        self.question = nil
        question.yield(force)
    }

    func close() async {
        switch looks {
        case .session(let session): await session.close()
        case .watch(let watch): await watch.close()
        }
        await telling.value
    }
}

actor Testee {
    private let client: Client
    private var desks: [String: Desk] = [:]

    init(_ client: Client) { self.client = client }

    /// Does what the line says; a command goes on by itself.
    func obey(_ line: Line) async {
        await reply(to: line) { try await self.answered(line) }
    }

    /// The answer; `nil` for a command, which is settled later.
    private func answered(_ line: Line) async throws -> Line? {
        let name: String = try line.part("session")
        if line.word == "open" {
            desks[name] = Desk(name, try client.session(try options(line)))
            return answer(line)
        }
        if line.word == "openWatch" {
            desks[name] = Desk(name, try client.watch(try options(line), try account(line), agents(line)))
            return answer(line)
        }
        guard let desk = desks[name] else { throw Trouble("no such session") }
        switch line.word {
        case "do":
            begin(line) { try await verb(line, at: desk) }
            return nil
        case "recover":
            begin(line) { try await recovery(line, at: desk) }
            return nil
        case "answerAsk":
            try await desk.answer(force: try line.part("force"))
            return answer(line)
        case "close":
            await desk.close()
            return answer(line)
        case "watched", "watchedSnapshot", "unfollow":
            return try question(line, to: try desk.watch())
        default:
            return try question(line, to: try desk.session())
        }
    }
}

/// Gives a command, and lets it go on: it runs here until the library has it.
private func begin(_ line: Line, _ command: @escaping @Sendable () async throws -> Line) {
    if #available(iOS 18, macOS 15, *) {
        Task(executorPreference: InPlace()) { await reply(to: line, command) }
    } else {
        Task { await reply(to: line, command) }
    }
}

@available(iOS 18, macOS 15, *)
private final class InPlace: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
    }
}

private func reply(to line: Line, _ obeyed: @Sendable () async throws -> Line?) async {
    do {
        if let reply = try await obeyed() { say(reply) }
    } catch {
        say(answer(line, ["failed": "\(error)"]))
    }
}

private func recovery(_ line: Line, at desk: Desk) async throws -> Line {
    let saved = SavedSession(
        agent: try line.part("agentId"),
        device: try line.part("deviceId"),
        sessionId: try line.part("sessionId"),
        password: line["password"])
    return try await outcome(of: line) { end in end.put(try await desk.session().recover(saved)) }
}

private func account(_ line: Line) throws -> WatchAccount {
    WatchAccount(
        jobNumber: try line.part("jobNumber"), password: try line.part("password"), domain: try line.part("domain"))
}

private func agents(_ line: Line) -> [AgentId] {
    Array((0...).lazy.map { line["agents.\($0)"] }.prefix { $0 != nil }.compactMap { $0 })
}

private func options(_ line: Line) throws -> SessionOptions {
    let environment = try Environment.custom(try line.part("url"))
    return SessionOptions(
        environment: environment,
        dialect: line["dialect"].map { $0 == "2.x" ? .v2 : .v4 },
        settings: Settings(
            debug: try line.option("debug") ?? false,
            useWsLog: try line.option("useWsLog") ?? false,
            autoAnswer: try line.option("autoAnswer") ?? environment.autoAnswer,
            useErrorAlert: try line.option("useErrorAlert") ?? true),
        reconnect: try reconnecting(line),
        timing: Timing(
            heartbeat: try time("heartbeatMs", line),
            login: try time("loginMs", line),
            ask: try time("askMs", line),
            command: try time("commandMs", line),
            confirm: try time("confirmMs", line),
            connect: try time("connectMs", line),
            settle: try time("settleMs", line),
            stompHeartbeat: try time("stompHeartbeatMs", line),
            ping: try time("pingMs", line),
            doubt: try time("doubtMs", line),
            clockJump: try time("clockJumpMs", line),
            betweenCalls: try time("betweenCallsMs", line),
            stable: try time("stableMs", line),
            slowRetry: try time("slowRetryMs", line)),
        retrieveAfterConsultation: try line.option("retrieveAfterConsultation") ?? false,
        answerSecondCall: try line.option("answerSecondCall") ?? false,
        takeOverCall: try line.option("takeOverCall") ?? true,
        phoneNumbersOnly: try line.option("phoneNumbersOnly") ?? false,
        verifyWithHeartbeat: try line.option("verifyWithHeartbeat") ?? true,
        eventLog: try line.option("eventLog") ?? true,
        logoutOnClose: try line.option("logoutOnClose") ?? false)
}

private func reconnecting(_ line: Line) throws -> ReconnectPolicy? {
    guard let attempts: Int32 = try line.option("reconnectAttempts") else { return nil }
    guard let delay = try time("reconnectDelayMs", line) else { throw Trouble("reconnectDelayMs is missing") }
    return .fixed(attempts: attempts, delay: delay)
}

private func time(_ name: String, _ line: Line) throws -> TimeInterval? {
    let milliseconds: UInt32? = try line.option(name)
    return milliseconds.map { TimeInterval($0) / 1000 }
}
