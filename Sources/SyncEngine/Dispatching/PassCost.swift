/// How many calls a pass takes, learnt from those before it.
///
/// A pass that starts with calls for only its first writes holds its records while it waits for the next ones; started a
/// little later, it takes what has arrived meanwhile along and runs through.
struct PassCost: Sendable, Hashable {
    /// The part of a new observation in the average.
    private static let weight = 0.2

    private var average = 1.0
    private var admitted = 0

    /// The calls to wait for before a pass starts.
    var expected: Int { max(1, Int(average.rounded(.up))) }

    /// A pass has ended; `admitted` is the count of all calls so far.
    ///
    /// Passes that overlap are counted together, which their average does not mind.
    mutating func ended(admitted total: Int) {
        average += (Double(total - admitted) - average) * Self.weight
        admitted = total
    }
}
