/// Places for attempts under way; a delivery that waits for its retry holds none, so that a receiver which is away stops no
/// other one's deliveries.
package actor DeliverySlots {
    /// More deliveries than these do not wait for a retry at once; what fails beyond is given up.
    private static let mostWaiting = 10_000
    /// More deliveries than these are not begun at once, waiting ones included.
    static let mostBegun = 2 * mostWaiting

    private var free: Int
    private var waiting = 0
    /// Those who want a place, in their order from `head` on.
    private var queue: [CheckedContinuation<Void, Never>] = []
    private var head = 0

    package init(_ count: Int) { free = max(1, count) }

    /// Does something once there is a place for it.
    ///
    /// Whoever is cancelled comes to their turn all the same, for those before
    /// end soon then.
    nonisolated func holding<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        await take()
        do {
            let value = try await body()
            await give()
            return value
        } catch {
            await give()
            throw error
        }
    }

    /// Sleeps before a retry; `false`, at once, where too many do.
    nonisolated func wait(_ pause: Duration) async throws -> Bool {
        guard await beginWaiting() else { return false }
        do {
            try await Task.sleep(for: pause)
            await endWaiting()
            return true
        } catch {
            await endWaiting()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    /// The place goes to the first who wants it.
    private func give() {
        guard head < queue.count else {
            free += 1
            return
        }
        let next = queue[head]
        head += 1
        if head > 1_000, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
        next.resume()
    }

    private func beginWaiting() -> Bool {
        guard waiting < Self.mostWaiting else { return false }
        waiting += 1
        return true
    }

    private func endWaiting() { waiting -= 1 }
}
