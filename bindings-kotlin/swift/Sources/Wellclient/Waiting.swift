// Waiting for a command in a task that may be cancelled.

import Foundation

/// Waits until `command` has ended, or the task is cancelled: then it throws `CancellationError` at once. The command
/// itself goes on: it may have been sent, and nobody can take it back.
func settled<Answer: Sendable>(
    _ command: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try Task.checkCancellation()
    let waiter = Waiter<Answer>()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            waiter.wait(continuation)
            Task {
                do {
                    waiter.end(.success(try await command()))
                } catch {
                    waiter.end(.failure(error))
                }
            }
        }
    } onCancel: {
        waiter.end(.failure(CancellationError()))
    }
}

/// Is told one end: the first.
private final class Waiter<Answer: Sendable>: @unchecked Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Answer, Error>)
        case ended(Result<Answer, Error>)
    }

    private let lock = NSLock()
    private var state = State.idle

    func wait(_ continuation: CheckedContinuation<Answer, Error>) {
        let ended: Result<Answer, Error>? = lock.withLock {
            if case .ended(let end) = state { return end }
            state = .waiting(continuation)
            return nil
        }
        if let ended { continuation.resume(with: ended) }
    }

    func end(_ end: Result<Answer, Error>) {
        let waiting: CheckedContinuation<Answer, Error>? = lock.withLock {
            switch state {
            case .ended: return nil
            case .idle:
                state = .ended(end)
                return nil
            case .waiting(let continuation):
                state = .ended(end)
                return continuation
            }
        }
        waiting?.resume(with: end)
    }
}
