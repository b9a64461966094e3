import Synchronization

/// How many records each document may ask for at once: learnt from what Shopify refuses as too costly, and for a while
/// from what it does not get done.
final class PageSizes: Sendable {
    private struct State {
        var costly: [String: Int] = [:]
        var slow: [String: Int] = [:]
        var failures: [String: Int] = [:]
        /// The size that was answered last since less is asked for, and how often in a row.
        var answered: [String: (size: Int, times: Int)] = [:]
    }

    /// Larger pages there are not.
    private static let largest = 250
    /// A failure by itself, or two, are the store's.
    private static let patience = 2
    /// So many answers in a row before more is asked for again.
    private static let trust = 8

    private let state = Mutex(State())

    func size(of document: String, atMost wanted: Int) -> Int {
        state.withLock { min($0.costly[document] ?? wanted, $0.slow[document] ?? wanted, wanted) }
    }

    /// Halves the size that was refused; `false` where it cannot get smaller.
    func halve(_ document: String, from refused: Int) -> Bool {
        guard refused > 1 else { return false }
        state.withLock { $0.costly[document] = min($0.costly[document] ?? refused, refused / 2) }
        return true
    }

    /// There was no answer, or one that says that there will be none; from the third in a row on less is asked for.
    ///
    /// - Returns: whether to ask at once for as much as was answered before; else a long list would never come to its end.
    func failed(_ document: String, at size: Int) -> Bool {
        state.withLock { state in
            if let answered = state.answered[document], answered.size < size {
                state.slow[document] = answered.size
                state.answered[document] = (answered.size, 0)
                return true
            }
            state.answered[document] = nil
            state.failures[document, default: 0] += 1
            guard state.failures[document, default: 0] > Self.patience else { return false }
            state.slow[document] = max(1, min(state.slow[document] ?? size, size) / 2)
            return false
        }
    }

    /// There was an answer: little by little more is asked for again.
    func answered(_ document: String, at size: Int) {
        state.withLock { state in
            state.failures[document] = nil
            guard let slow = state.slow[document] else { return }
            let times = (state.answered[document]?.times ?? 0) + 1
            state.answered[document] = (size, times)
            guard times >= Self.trust else { return }
            state.answered[document] = (size, 0)
            guard slow * 2 < Self.largest else {
                state.slow[document] = nil
                state.answered[document] = nil
                return
            }
            state.slow[document] = slow * 2
        }
    }
}
