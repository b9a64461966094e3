import NIOCore
import Synchronization

/// A body that is being received; its bytes are let go of where the room is needed by others.
final class HeldBody: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isDismissed = false
    }

    private let state = Mutex(State())

    /// - Parameter capacity: room to make at once.
    init(capacity: Int = 0) {
        state.withLock { $0.bytes.reserveCapacity(capacity) }
    }

    var count: Int { state.withLock { $0.bytes.count } }

    func append(_ part: ByteBuffer) {
        state.withLock { state in
            guard !state.isDismissed else { return }
            part.withUnsafeReadableBytes { state.bytes.append(contentsOf: $0) }
        }
    }

    func dismiss() {
        state.withLock { state in
            state.isDismissed = true
            state.bytes = []
        }
    }

    /// Moves the bytes out; `nil` where they were let go of.
    func take() -> [UInt8]? {
        state.withLock { state in
            guard !state.isDismissed else { return nil }
            return exchange(&state.bytes, [])
        }
    }

    private func exchange(_ bytes: inout [UInt8], _ next: [UInt8]) -> [UInt8] {
        defer { bytes = next }
        return bytes
    }
}
