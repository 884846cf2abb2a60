// Waiting for a command in a task that may be cancelled.

import Foundation

/// Waits until `command` has ended, or the task is cancelled: then it throws `CancellationError` at once. The command
/// itself goes on: it may have been sent, and nobody can take it back.
///
/// The command is given to the library before this first suspends, where the system knows task executors (Linux, iOS 18,
/// macOS 15); elsewhere soon after.
func settled<Answer: Sendable>(
    _ command: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try Task.checkCancellation()
    let waiter = Waiter<Answer>()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            waiter.wait(continuation)
            begin {
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

/// Runs a task until it first suspends, here and now.
private func begin(_ body: @escaping @Sendable () async -> Void) {
    if #available(iOS 18, macOS 15, tvOS 18, watchOS 11, visionOS 2, *) {
        Task(executorPreference: InPlace.executor, operation: body)
    } else {
        Task(operation: body)
    }
}

/// Runs what it is given in place. Code of the program's is among it only where that has an in-place executor of its own:
/// it then goes on on a thread of the network's, where nothing may block.
@available(iOS 18, macOS 15, tvOS 18, watchOS 11, visionOS 2, *)
private final class InPlace: TaskExecutor {
    static let executor = InPlace()

    func enqueue(_ job: consuming ExecutorJob) {
        UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
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
