/// How many calls a pass takes, learnt from those before it.
///
/// A pass that starts with calls for only its first writes holds its records while it waits for the next ones; started a
/// little later, it takes what has arrived meanwhile along and runs through.
///
/// While calls are scarce, changes of known records are left to every third pass: they go together then, and the calls
/// saved let new records go out sooner.
struct PassCost: Sendable, Hashable {
    /// What a pass takes along.
    enum Extent: Sendable, Hashable {
        case everything
        /// Only records that the CRM does not have yet.
        case newOnly
        /// Records of the history, and no others.
        case history
    }

    /// The part of a new observation in the average.
    private static let weight = 0.2
    /// Passes in a row that may leave changes.
    private static let mostLeaving = 2

    private var averages: [Extent: Double] = [:]
    private var admitted = 0
    private var leaving = 0
    private var isScarce = false

    /// What the next pass of live records is to take along.
    var next: Extent { isScarce && leaving < Self.mostLeaving ? .newOnly : .everything }

    /// The calls to wait for before a pass starts.
    func expected(_ extent: Extent) -> Int { max(1, Int((averages[extent] ?? 1).rounded(.up))) }

    /// The calls for the next pass are not there yet.
    mutating func mustWait() { isScarce = true }

    /// A pass starts; without a new record, where only those were wanted, it does not.
    mutating func began(_ extent: Extent, isEmpty: Bool) {
        switch extent {
        case .everything:
            (leaving, isScarce) = (0, false)
        case .history: break
        case .newOnly:
            leaving = isEmpty ? Self.mostLeaving : leaving + 1
        }
    }

    /// A pass has ended; `admitted` is the count of all calls so far.
    ///
    /// Passes that overlap are counted together, which their average does not mind.
    mutating func ended(_ extent: Extent, admitted total: Int) {
        let average = averages[extent] ?? 1
        averages[extent] = average + (Double(total - admitted) - average) * Self.weight
        admitted = total
    }
}
