/// Asks a CRM for the records of many values, where one answer holds only so many.
enum BoundedLookup {
    /// Asks for all values together, and for fewer at once where one value's many records may keep out another's.
    ///
    /// Of a single value's records as many come as one answer holds: nobody chooses among more.
    ///
    /// - Parameters:
    ///   - values: what is asked for.
    ///   - most: the most records that an answer for so many values holds.
    ///   - ask: one question.
    /// - Returns: what all questions found, in no order.
    /// - Throws: what a question throws.
    static func records<Record, Failure>(
        of values: [String],
        most: (Int) -> Int,
        _ ask: ([String]) async throws(Failure) -> [Record]
    ) async throws(Failure) -> [Record] {
        var records: [Record] = []
        var open = [values]
        while let next = open.popLast() {
            let found = try await ask(next)
            if found.count >= most(next.count), next.count > 1 {
                open += [Array(next[..<(next.count / 2)]), Array(next[(next.count / 2)...])]
            } else {
                records += found
            }
        }
        return records
    }
}
