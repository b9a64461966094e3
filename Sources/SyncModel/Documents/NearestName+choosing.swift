extension NearestName {
    /// What is said behind "there is no such one": the nearest that there is, and all that there are.
    ///
    /// - Parameters:
    ///   - name: what was asked for.
    ///   - known: what there is.
    ///   - words: what may be written beside those, and is not listed.
    ///   - list: how the list begins, such as "it has".
    /// - Returns: the end of a sentence, from its semicolon on.
    package static func offer(
        insteadOf name: String,
        _ known: [String],
        words: [String] = [],
        list: String
    ) -> String {
        let all = known.joined(separator: ", ")
        guard let nearest = of(name, among: known + words) else { return "; \(list): \(all)" }
        return "; did you mean \"\(nearest)\"? \(list.prefix(1).uppercased())\(list.dropFirst()): \(all)"
    }
}
