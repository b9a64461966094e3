import Synchronization

/// Memory for bodies that are under way, shared by all connections.
///
/// A body is held before its signature can be checked, and anybody can send one: without a common bound, many clients
/// could fill the memory together. So that a few of them cannot keep Shopify out either, a part is kept for small bodies, and
/// where there is no room, the one goes that has been sending for longest: Shopify's take moments.
final class ByteBudget: Sendable {
    private struct Reader {
        var body: HeldBody
        var held = 0
    }

    private struct State {
        var used = 0
        var next: UInt64 = 0
        /// Bodies that are still being sent, by number, which is the order of coming.
        var readers: [UInt64: Reader] = [:]
    }

    /// Nearly all webhooks are smaller.
    static let small = 256 << 10

    private let limit: Int
    /// What larger bodies leave to small ones.
    private let reserve: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: bytes of all bodies together.
    ///   - largest: what one body may have, for which there is always room where nothing else is held.
    init(limit: Int, largest: Int) {
        self.limit = limit
        reserve = min(limit / 16, max(0, limit - largest))
    }

    /// Takes a body in, of which nothing came yet.
    ///
    /// - Returns: its number.
    func enter(_ body: HeldBody) -> UInt64 {
        state.withLock { state in
            state.next += 1
            state.readers[state.next] = Reader(body: body)
            return state.next
        }
    }

    /// Takes bytes for a body, for which another one may have to go.
    ///
    /// - Returns: `false`, with nothing taken, where there are not so many left, or where this one had to go meanwhile.
    func take(_ count: Int, for number: UInt64) -> Bool {
        state.withLock { state in
            guard let held = state.readers[number]?.held else { return false }
            let isSmall = held + count <= Self.small
            while state.used + count > (isSmall ? limit : limit - reserve) {
                guard Self.dismissOne(for: number, isSmall: isSmall, &state) else { return false }
            }
            state.used += count
            state.readers[number]?.held += count
            return true
        }
    }

    /// A body came whole: it does not go for others any more.
    ///
    /// - Returns: the bytes to give back at its end; `nil` where it had to go.
    func finish(_ number: UInt64) -> Int? {
        state.withLock { $0.readers.removeValue(forKey: number)?.held }
    }

    /// A body ends before it came whole.
    func leave(_ number: UInt64) {
        state.withLock { state in
            if let reader = state.readers.removeValue(forKey: number) { state.used -= reader.held }
        }
    }

    func giveBack(_ count: Int) {
        state.withLock { $0.used -= count }
    }

    /// Lets go of the oldest large one; for a small one also of the oldest small one, where there is no other.
    private static func dismissOne(for number: UInt64, isSmall: Bool, _ state: inout State) -> Bool {
        let others = state.readers.filter { $0.key != number && $0.value.held > 0 }
        let large = others.filter { $0.value.held > small }
        guard let oldest = (large.isEmpty && isSmall ? others : large).keys.min() else { return false }
        guard let reader = state.readers.removeValue(forKey: oldest) else { return false }
        state.used -= reader.held
        reader.body.dismiss()
        return true
    }
}
