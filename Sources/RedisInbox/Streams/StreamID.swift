#if RedisStreams
/// The id of an entry: the server's time in milliseconds, and a number within that.
package struct StreamID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var milliseconds: UInt64
    package var number: UInt64

    package static let first = StreamID(milliseconds: 0, number: 0)

    package init(milliseconds: UInt64, number: UInt64) {
        self.milliseconds = milliseconds
        self.number = number
    }

    package init?(_ text: String?) {
        let parts = (text ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = UInt64(parts[0]), let number = UInt64(parts[1]) else { return nil }
        self.init(milliseconds: milliseconds, number: number)
    }

    package var description: String { "\(milliseconds)-\(number)" }

    /// The least id that is greater.
    package var next: StreamID {
        number < .max
            ? StreamID(milliseconds: milliseconds, number: number + 1)
            : StreamID(milliseconds: milliseconds + 1, number: 0)
    }

    package static func < (left: StreamID, right: StreamID) -> Bool {
        (left.milliseconds, left.number) < (right.milliseconds, right.number)
    }
}
#endif
