import NIOCore
import Synchronization

/// The connections of a listener: where there are too many, one that asks for nothing makes room for the next.
///
/// So a client that opens thousands and sends nothing, or a byte now and then, keeps out nobody but itself.
final class ConnectionRoster: Sendable {
    private struct State: Sendable {
        var book: ConnectionBook
        var channels: [UInt64: any Channel] = [:]
        var last: UInt64 = 0
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(book: ConnectionBook(limit: limit))) }

    /// Takes a connection in, and closes another one where there are too many.
    ///
    /// - Returns: its number.
    func enter(_ channel: any Channel) -> UInt64 {
        let (id, gone) = state.withLock { state in
            state.last += 1
            state.channels[state.last] = channel
            let gone = state.book.enter(state.last).flatMap { state.channels.removeValue(forKey: $0) }
            return (state.last, gone)
        }
        gone?.close(promise: nil)
        return id
    }

    /// Notes what a connection is doing now.
    ///
    /// One that takes no answers makes room at once where there are too many: while nobody else could go, the listener may
    /// have stopped to take connections, so that none that comes would ask for it.
    func move(_ id: UInt64, to phase: ConnectionBook.Phase) {
        let gone = state.withLock { state -> (any Channel)? in
            // One that was told to go stays gone.
            guard state.book.contains(id) else { return nil }
            state.book.move(id, to: phase)
            guard phase == .untaken else { return nil }
            return state.book.dismiss().flatMap { state.channels.removeValue(forKey: $0) }
        }
        gone?.close(promise: nil)
    }

    func leave(_ id: UInt64) {
        state.withLock { state in
            state.book.leave(id)
            state.channels[id] = nil
        }
    }
}
